import { DEFAULT_PROJECT } from '@hiveboard/sdk/contract';
import type { Span } from '../decode/span.js';
import type { Origin } from './facts.js';
import type { Recognised } from './foreign-span.js';
import { originOf } from './origin.js';
import { firstText } from './place.js';

/**
 * Who a foreign span belongs to. Work without a task id of ours is a run of its trace. Only the span itself decides, not
 * its neighbours: whatever batches it comes in, and however often, its rows are the same.
 */
export function foreignOrigin(span: Span, { reading, role }: Recognised): Origin {
  const { origin } = originOf(span);
  const { agent, entity, session } = reading.places;
  const agentId = firstText(span.attributes, role === 'agent' ? [...agent, ...entity] : agent) ?? origin.agentId;
  const correlationId = origin.correlationId || (firstText(span.attributes, session) ?? '');
  // A request to a model that nothing encloses is no work of several steps.
  const isAlone = role === 'call' && span.parentSpanId === '';
  return origin.taskId !== '' || isAlone
    ? { ...origin, agentId, correlationId }
    : {
        ...origin,
        agentId,
        correlationId,
        taskId: span.traceId,
        taskRunId: span.traceId,
        project: DEFAULT_PROJECT,
      };
}
