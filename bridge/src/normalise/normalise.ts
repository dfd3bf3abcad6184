import { RECORDS, decode, progressFields, recordFields, type RecordType } from '@hiveboard/sdk/contract';
import type { Span } from '../decode/span.js';
import { readActionSpan } from './action-span.js';
import { agentNews } from './agent-news.js';
import type { AgentFact, CallFact, EventFact, Facts, TaskFact } from './facts.js';
import { isModelCall, readModelCall } from './gen-ai.js';
import { milliseconds, refusal } from './moment.js';
import { originOf, type SpanOrigin } from './origin.js';
import { isHiveEvent, readSpanEvent } from './span-events.js';
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
const READERS: Readonly<Record<RecordType | 'model_call', SpanReader>> = {
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
    if ((sequence ?? 0) === 0) into.events.push(taskStarted(setting, startedAt));
  },
  action: (span, setting, into) => {
    const { event, warnings } = readActionSpan(span, setting);
    into.events.push(event);
    note(into, warnings);
  },
  agent: () => {
    // Its span events say all there is.
  },
  model_call: (span, setting, into) => {
    const { call, event, warnings } = readModelCall(span, setting);
    into.calls.push(call);
    into.events.push(event);
    note(into, warnings);
  },
};

/** Which reader a span needs; undefined for spans that are neither ours nor a request to a model. */
function readerFor(span: Span): RecordType | 'model_call' | undefined {
  const { record } = decode(recordFields, span.attributes).value;
  const known = RECORDS.find((name) => name === record);
  if (known !== undefined) return known;
  return isModelCall(span) ? 'model_call' : undefined;
}

function readSpan(span: Span, now: number, into: Collected): void {
  const reader = readerFor(span);
  const hiveEvents = span.events.filter(isHiveEvent);
  if (reader === undefined && hiveEvents.length === 0) return;
  const startedAt = milliseconds(span.startTimeUnixNano);
  const refused = refusal(startedAt, now);
  if (refused !== undefined) {
    into.rejected.set(refused, (into.rejected.get(refused) ?? 0) + 1);
    return;
  }
  const spanOrigin = originOf(span);
  const { agentId, environment, group } = spanOrigin.origin;
  if (reader !== undefined) READERS[reader](span, { ...spanOrigin, now }, into);
  if (reader !== 'agent') into.agents.push({ agentId, environment, group, at: startedAt, news: { kind: 'alive' } });
  for (const spanEvent of hiveEvents) {
    const { event, call, warnings } = readSpanEvent({ span, origin: spanOrigin.origin, now }, spanEvent);
    into.events.push(event);
    if (call !== undefined) into.calls.push(call);
    into.agents.push(agentNews(spanEvent, event));
    note(into, warnings);
  }
}

/**
 * What spans say about the fleet, whoever sent them: our own records and events, and the GenAI conventions. Pure: `now`
 * (epoch milliseconds) only guards against clocks that are days off.
 */
export function normalise(spans: readonly Span[], now: number): Facts {
  const into: Collected = { events: [], calls: [], tasks: [], agents: [], rejected: new Map(), warnings: new Set() };
  for (const span of spans) readSpan(span, now, into);
  return { ...into, warnings: [...into.warnings] };
}
