import { RECORDS, decode, progressFields, recordFields, type RecordType } from '@hiveboard/sdk/contract';
import type { Span } from '../decode/span.js';
import { readActionSpan } from './action-span.js';
import { agentNews } from './agent-news.js';
import type { AgentFact, CallFact, EventFact, Facts, TaskFact } from './facts.js';
import { foreignOrigin } from './foreign-origin.js';
import { recogniser, type Recognise, type Recognised } from './foreign-span.js';
import { readWork } from './foreign-work.js';
import { readModelCall } from './model-call.js';
import { milliseconds, refusal } from './moment.js';
import { originOf, type SpanOrigin } from './origin.js';
import { isHiveEvent, readSpanEvent } from './span-events.js';
import { repeatingCalls } from './repeats.js';
import { readTaskSpan, taskStarted } from './task-span.js';

interface Collected {
  readonly events: EventFact[];
  readonly calls: CallFact[];
  readonly tasks: TaskFact[];
  readonly agents: AgentFact[];
  readonly rejected: Map<string, number>;
  readonly warnings: Set<string>;
}

/** More kinds of warning than this in one request say nothing new. */
const WARNINGS_LIMIT = 20;

/** Where a span belongs, and the server's time. */
interface Setting extends SpanOrigin {
  readonly now: number;
}

type SpanReader = (span: Span, setting: Setting, into: Collected) => void;

const note = (into: Collected, warnings: readonly string[]): void => {
  for (const warning of warnings) if (into.warnings.size < WARNINGS_LIMIT) into.warnings.add(warning);
};

/** How each record is read, beside the span events that any span may carry. */
const READERS: Readonly<Record<RecordType, SpanReader>> = {
  task: (span, setting, into) => {
    const { task, events } = readTaskSpan(span, setting, setting.now);
    into.tasks.push(task);
    into.events.push(...events);
  },
  progress: (span, setting, into) => {
    const { startTimeMs, sequence } = decode(progressFields, span.attributes).value;
    const isSound = startTimeMs !== undefined && refusal(startTimeMs, setting.now) === undefined;
    const startedAt = isSound ? startTimeMs : milliseconds(span.startTimeUnixNano);
    into.tasks.push({ origin: setting.origin, startedAt, ended: null });
    if ((sequence ?? 0) === 0) into.events.push(taskStarted(setting.origin, startedAt));
  },
  action: (span, setting, into) => {
    const { event, warnings } = readActionSpan(span, setting);
    into.events.push(event);
    note(into, warnings);
  },
  agent: () => {
    // Its span events say all there is.
  },
};

/** Which record of ours a span is, if any. */
function recordOf(span: Span): RecordType | undefined {
  const { record } = decode(recordFields, span.attributes).value;
  return RECORDS.find((name) => name === record);
}

/** Somebody else's span: a request to a model, or the work around such requests. */
function readForeign(
  span: Span,
  recognised: Recognised,
  { now, into }: { readonly now: number; readonly into: Collected },
): void {
  const origin = foreignOrigin(span, recognised);
  const { agentId, environment, group } = origin;
  into.agents.push({ agentId, environment, group, at: milliseconds(span.startTimeUnixNano), news: { kind: 'alive' } });
  if (recognised.role === 'call') {
    const { call, event, warnings } = readModelCall(span, { origin, reading: recognised.reading, now });
    into.calls.push(call);
    into.events.push(event);
    note(into, warnings);
    return;
  }
  const { tasks, events } = readWork(span, recognised, { origin, now });
  into.tasks.push(...tasks);
  into.events.push(...events);
}

/** A span, and what it is. */
interface Told {
  readonly span: Span;
  readonly record: RecordType | undefined;
  readonly foreign: Recognised | undefined;
}

function toldBy(span: Span, recognise: Recognise): Told {
  const record = recordOf(span);
  return { span, record, foreign: record === undefined ? recognise(span) : undefined };
}

function readSpan({ span, record, foreign }: Told, now: number, into: Collected): void {
  const hiveEvents = span.events.filter(isHiveEvent);
  if (record === undefined && foreign === undefined && hiveEvents.length === 0) return;
  const startedAt = milliseconds(span.startTimeUnixNano);
  const refused = refusal(startedAt, now);
  if (refused !== undefined) {
    into.rejected.set(refused, (into.rejected.get(refused) ?? 0) + 1);
    return;
  }
  const spanOrigin = originOf(span);
  const { agentId, environment, group } = spanOrigin.origin;
  if (foreign !== undefined) readForeign(span, foreign, { now, into });
  if (record !== undefined) READERS[record](span, { ...spanOrigin, now }, into);
  if (foreign === undefined && record !== 'agent')
    into.agents.push({ agentId, environment, group, at: startedAt, news: { kind: 'alive' } });
  for (const spanEvent of hiveEvents) {
    const { event, call, warnings } = readSpanEvent({ span, origin: spanOrigin.origin, now }, spanEvent);
    into.events.push(event);
    if (call !== undefined) into.calls.push(call);
    into.agents.push(agentNews(spanEvent, event));
    note(into, warnings);
  }
}

const BY_THE_TABLE = recogniser();

/**
 * What spans say about the fleet, whoever sent them: our own records and events, and the dialects of GenAI telemetry. Pure: `now`
 * (epoch milliseconds) only guards against clocks that are days off. Default dialects: those of the table.
 */
export function normalise(spans: readonly Span[], now: number, recognise = BY_THE_TABLE): Facts {
  const into: Collected = { events: [], calls: [], tasks: [], agents: [], rejected: new Map(), warnings: new Set() };
  const told = spans.map((span) => toldBy(span, recognise));
  const repeating = repeatingCalls(told);
  for (const each of told) if (!repeating.has(each.span)) readSpan(each, now, into);
  return { ...into, warnings: [...into.warnings] };
}
