import type { Attributes, Span } from '@opentelemetry/api';
import { agentFields, encode, llmCall, recordFields, taskFields } from '../contract/index.js';
import { currentScope } from '../scope.js';

/** What OpenTelemetry's SDK, 2.x and 3.x, tells of spans that begin and end. */
export interface TaskSpanProcessor {
  onStart(span: Span): void;
  onEnd(): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

const { planStep, planRevision, attempt } = llmCall.fields;
const SERVED = { planStep, planRevision, attempt };

/** Whether a span says itself what it is: those of ours do, and know better. */
const isOurs = (span: Span): boolean =>
  'attributes' in span &&
  typeof span.attributes === 'object' &&
  span.attributes !== null &&
  recordFields.record.key in span.attributes;

/** Whom the running code works for. The name of the agent is left to those who have one of their own. */
function belonging(): Attributes {
  const scope = currentScope();
  if (scope?.taskSpan === undefined) return scope === undefined ? {} : { [agentFields.agentId.key]: scope.agent.id };
  const { attributes, served } = scope.taskSpan;
  const own = Object.entries(attributes).filter(([key]) => key !== taskFields.agentName.key);
  return { ...Object.fromEntries(own), ...encode(SERVED, served?.() ?? {}).attributes };
}

/**
 * For `spanProcessors` of the application's own tracer provider: spans that other instrumentation starts inside a task say
 * to which task, run, project and agent they belong, and to which step of the plan. The bridge counts the calls that they
 * tell of there. It sends nothing by itself, and never throws.
 */
export const taskSpanProcessor = (): TaskSpanProcessor => ({
  onStart: (span) => {
    try {
      if (!isOurs(span)) span.setAttributes(belonging());
    } catch {
      // A span of whatever kind stays as it is.
    }
  },
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
});
