import { DEFAULT_PROJECT } from '@hiveboard/sdk/contract';
import type { LogRecord } from '../decode/log-record.js';
import type { Span } from '../decode/span.js';
import { NO_EVENTS, NO_LINKS, OK_OR_UNSET } from '../decode/span-parts.js';
import { derivedId } from './event-id.js';
import type { AgentFact, CallFact, EventFact, Origin, TaskFact } from './facts.js';
import { foreignOrigin } from './foreign-origin.js';
import { readStep } from './foreign-work.js';
import type { RecognisedRecord } from './log-recogniser.js';
import { readModelCall } from './model-call.js';
import { milliseconds } from './moment.js';
import { firstOf, firstText } from './place.js';
import { taskStarted } from './task-span.js';

/** What a record says. */
export interface RecordReading {
  readonly agent: AgentFact;
  readonly task: TaskFact | undefined;
  readonly event: EventFact | undefined;
  readonly call: CallFact | undefined;
  readonly warnings: readonly string[];
}

const NANOSECONDS = 1_000_000;
/** Nothing that a record tells of takes longer than this, in milliseconds. */
const LONGEST = 24 * 3600 * 1000;

/** How long something took, in nanoseconds, where the record tells. */
function durationOf({ attributes }: LogRecord, { reading }: RecognisedRecord): bigint | undefined {
  const value = firstOf(attributes, reading.duration ?? []);
  const duration = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
  return duration >= 0 && duration <= LONGEST ? BigInt(Math.round(duration * NANOSECONDS)) : undefined;
}

/** Tells a record from all others, however often and in whatever company it comes. */
function identityOf({ attributes }: LogRecord, { reading, gate }: RecognisedRecord, at: bigint): string {
  const own = firstOf(attributes, reading.identity ?? []);
  const text = (places: RecognisedRecord['reading']['task']): string => firstText(attributes, places ?? []) ?? '';
  return derivedId(
    reading.name,
    gate.role,
    text(reading.task),
    text(reading.places.session),
    at.toString(),
    own === undefined ? JSON.stringify([...attributes]) : JSON.stringify(own),
  );
}

/** The span that the record stands for. */
function spanOf(record: LogRecord, recognised: RecognisedRecord, at: bigint): Span {
  const { reading, gate } = recognised;
  const duration = durationOf(record, recognised) ?? 0n;
  return {
    resource: record.resource,
    scope: record.scope,
    traceId: record.traceId,
    spanId: identityOf(record, recognised, at),
    parentSpanId: '',
    traceState: '',
    name: firstText(record.attributes, reading.places.entity) ?? gate.event,
    kind: 0,
    startTimeUnixNano: duration < at ? at - duration : at,
    endTimeUnixNano: at,
    attributes: record.attributes,
    events: NO_EVENTS,
    links: NO_LINKS,
    status:
      gate.failed === true
        ? { code: 2, message: firstText(record.attributes, reading.failure?.message ?? []) ?? '' }
        : OK_OR_UNSET,
  };
}

/** Who the record belongs to: a task of ours that it names, else the run that its dialect knows. */
function originOfRecord(span: Span, { reading, gate }: RecognisedRecord): { origin: Origin; isRun: boolean } {
  const role = gate.role === 'sign' ? 'step' : gate.role;
  const origin = foreignOrigin(span, { reading, role });
  if (origin.taskId !== '' && origin.taskId !== span.traceId) return { origin, isRun: false };
  const task = firstText(span.attributes, reading.task ?? []);
  return task === undefined
    ? { origin: { ...origin, taskId: '', taskRunId: '', project: '' }, isRun: false }
    : {
        origin: { ...origin, taskId: task, taskRunId: task, project: DEFAULT_PROJECT, taskType: reading.name },
        isRun: true,
      };
}

/**
 * No record says that a run is over, so its latest call ends it, well or not, until another record shows that it went
 * on. The register keeps the latest word.
 */
function taskOf(
  origin: Origin,
  span: Span,
  { gate, error }: { gate: RecognisedRecord['gate']; error: string },
): TaskFact {
  const at = milliseconds(span.endTimeUnixNano);
  const outcome = gate.role !== 'call' ? '' : gate.failed === true ? 'failed' : 'completed';
  // Not by its trace: who started the agent may have a run of that name, which this one does not replace.
  const run = { ...origin, traceId: '' };
  return { origin: run, startedAt: milliseconds(span.startTimeUnixNano), ended: { at, outcome, error } };
}

/** Reads somebody else's record, which happened `at` nanoseconds since 1970. */
export function readForeignRecord(
  record: LogRecord,
  recognised: RecognisedRecord,
  { at, now }: { readonly at: bigint; readonly now: number },
): RecordReading {
  const { reading, gate } = recognised;
  const span = spanOf(record, recognised, at);
  const { origin, isRun } = originOfRecord(span, recognised);
  const { agentId, environment, group } = origin;
  const agent: AgentFact = { agentId, environment, group, at: milliseconds(at), news: { kind: 'alive' } };
  const task = isRun ? taskOf(origin, span, { gate, error: span.status.message }) : undefined;
  const told = { agent, task, event: undefined, call: undefined, warnings: [] };
  switch (gate.role) {
    case 'call': {
      const { call, event, warnings } = readModelCall(span, { origin, reading, now });
      if (durationOf(record, recognised) !== undefined) return { ...told, call, event, warnings };
      // Not 0: how long it took, nobody knows.
      const { durationMs: _, ...timeless } = call.call;
      const { duration_ms: __, ...data } = event.data;
      return { ...told, call: { ...call, call: timeless }, event: { ...event, durationMs: null, data }, warnings };
    }
    case 'tool':
    case 'step':
      return { ...told, event: readStep(span, { reading, role: gate.role }, { origin, now }) };
    case 'agent':
      return isRun ? { ...told, event: taskStarted(origin, milliseconds(at)) } : told;
    case 'sign':
      return told;
  }
}
