import type { LogRecord } from '../decode/log-record.js';
import type { Span, SpanEvent } from '../decode/span.js';
import { NO_LINKS, OK_OR_UNSET } from '../decode/span-parts.js';
import type { AgentFact, CallFact, EventFact, Facts, TaskFact } from './facts.js';
import { readForeignRecord } from './foreign-record.js';
import { recordRecogniser } from './log-recogniser.js';
import { milliseconds, refusal } from './moment.js';
import { normalise } from './normalise.js';
import { isHiveEvent } from './span-events.js';

/** Why a record that is sound was taken and not stored: it tells us nothing, or its span tells the same. */
export type Ignored = 'ignored' | 'in_span';

/** All that a request's log records say. */
export interface LogFacts extends Facts {
  readonly ignored: ReadonlyMap<Ignored, number>;
}

const SAMPLED = 1;
/** More kinds of warning than this in one request say nothing new. */
const WARNINGS_LIMIT = 20;
const NO_TIME = 'log record has no time';

/** When it happened, else when it was seen. */
const timeOf = ({ timeUnixNano, observedTimeUnixNano }: LogRecord): bigint =>
  timeUnixNano === 0n ? observedTimeUnixNano : timeUnixNano;

/** An event of ours that came as a record and not on a span, if it is one. */
function hiveEventOf(record: LogRecord): SpanEvent | undefined {
  const { attributes } = record;
  const timeUnixNano = timeOf(record);
  return [attributes.get('event.name'), record.eventName]
    .map((name) => ({ name: typeof name === 'string' ? name : '', timeUnixNano, attributes }))
    .find(isHiveEvent);
}

/** A span that carries nothing but the event: it is read, and its id kept, as if it had come so. */
function carrierOf(record: LogRecord, event: SpanEvent): Span {
  return {
    resource: record.resource,
    scope: record.scope,
    traceId: record.traceId,
    spanId: record.spanId,
    parentSpanId: '',
    traceState: '',
    name: event.name,
    kind: 0,
    startTimeUnixNano: event.timeUnixNano,
    endTimeUnixNano: event.timeUnixNano,
    // What belongs to a span alone, a record cannot claim to be.
    attributes: new Map([...record.attributes].filter(([key]) => key !== 'hive.record')),
    events: [event],
    links: NO_LINKS,
    status: OK_OR_UNSET,
  };
}

const isInSampledSpan = ({ traceId, spanId, flags }: LogRecord): boolean =>
  traceId !== '' && spanId !== '' && (flags & SAMPLED) === SAMPLED;

const BY_THE_TABLE = recordRecogniser();

/**
 * What log records say about the fleet: our own events, and the dialects of coding agents and GenAI libraries. All
 * others are nothing for us. Pure: `now` (epoch milliseconds) only guards against clocks that are days off.
 */
export function normaliseLogs(records: readonly LogRecord[], now: number, recognise = BY_THE_TABLE): LogFacts {
  const events: EventFact[] = [];
  const calls: CallFact[] = [];
  const tasks: TaskFact[] = [];
  const agents: AgentFact[] = [];
  const rejected = new Map<string, number>();
  const ignored = new Map<Ignored, number>();
  const warnings = new Set<string>();
  const carriers: Span[] = [];
  const count = <T>(counts: Map<T, number>, reason: T): void => void counts.set(reason, (counts.get(reason) ?? 0) + 1);

  for (const record of records) {
    const event = hiveEventOf(record);
    const recognised = event === undefined ? recognise(record) : undefined;
    if (event === undefined && recognised === undefined) {
      count(ignored, 'ignored');
      continue;
    }
    const at = timeOf(record);
    const refused = at === 0n ? NO_TIME : refusal(milliseconds(at), now);
    if (refused !== undefined) count(rejected, refused);
    else if (event !== undefined) carriers.push(carrierOf(record, event));
    else if (recognised !== undefined) {
      if (recognised.reading.evenInSpans !== true && isInSampledSpan(record)) {
        count(ignored, 'in_span');
        continue;
      }
      const told = readForeignRecord(record, recognised, { at, now });
      agents.push(told.agent);
      if (told.task !== undefined) tasks.push(told.task);
      if (told.event !== undefined) events.push(told.event);
      if (told.call !== undefined) calls.push(told.call);
      for (const warning of told.warnings) if (warnings.size < WARNINGS_LIMIT) warnings.add(warning);
    }
  }
  const ours = normalise(carriers, now, () => undefined);
  return {
    events: [...events, ...ours.events],
    calls: [...calls, ...ours.calls],
    tasks: [...tasks, ...ours.tasks],
    agents: [...agents, ...ours.agents],
    rejected,
    ignored,
    warnings: [...warnings, ...ours.warnings],
  };
}
