import type { ReceivedEvent } from './collector.js';
import { withoutId } from './use-hive.js';

/** Events without their copies: those of a running task travel ahead of its span. */
export const distinct = (events: readonly ReceivedEvent[]): readonly ReceivedEvent[] => [
  ...new Map(events.map((event) => [event.attributes['hive.event.id'], event])).values(),
];

/** Reported model calls as the server got them: without ids and measured times, which must be there. */
export const callsOf = (events: readonly ReceivedEvent[]): readonly Record<string, unknown>[] =>
  distinct(events).map((event) => {
    const {
      ['hive.event.kind']: kind,
      ['hive.event.tags']: tags,
      ['hive.event.summary']: summary,
      ['hive.event.severity']: severity,
      ['hive.llm_call.duration_ms']: duration,
      ['hive.llm_call.metadata']: metadata,
      ...rest
    } = withoutId(event);
    if (kind !== 'llm_call' || typeof duration !== 'number' || duration < 0) throw new Error('not a timed call');
    if (typeof summary !== 'string' || !Array.isArray(tags)) throw new Error('an event without its envelope');
    return {
      ...rest,
      ...(severity === 'info' ? {} : { severity }),
      metadata: typeof metadata === 'string' ? (JSON.parse(metadata) as unknown) : metadata,
    };
  });
