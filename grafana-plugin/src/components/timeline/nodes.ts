import type { EventRecord, LlmCallRecord } from '@hiveboard/sdk/contract';
import type { ShownAction, ShownTimeline } from '../../data/shown-timeline.js';
import { callOfEvent } from '../llm-call/call-of-event.js';
import { faceOf } from './event-look.js';
import type { Look, TimelineNode } from './node.js';

/** Every node of a task in time order: its start, its actions, its calls, its events, its end. */
export function nodesOf(timeline: ShownTimeline, calls: readonly LlmCallRecord[]): readonly TimelineNode[] {
  const span = spanOf(timeline);
  const actions = flatten(timeline.action_tree);
  const known = new Set(actions.map((action) => action.action_id));
  const events = timeline.events.filter((event) => !isToldBySpans(event, known));
  const nodes = [
    taskStart(timeline, span),
    ...actions.map((action) => actionNode(action, span)),
    ...events.filter((event) => event.kind !== 'llm_call').map(eventNode),
    ...callNodes(timeline, calls).map((entry) => callNode(entry, span)),
    ...taskEnd(timeline, span),
  ];
  const rankOf = ranksOf(timeline.events);
  return nodes.sort((a, b) => a.at - b.at || compareRanks(rankOf(a), rankOf(b)));
}

/** Epoch milliseconds between which a task went on; until now while it is open. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export function spanOf({ task, events }: ShownTimeline): Span {
  const from = Date.parse(task.started_at);
  if (task.completed_at !== null) return { from, until: Math.max(from, Date.parse(task.completed_at)) };
  // While a task is open its newest event may be newer than the moment at which its duration was taken.
  const newest = events.at(-1);
  return { from, until: Math.max(from + task.duration_ms, newest === undefined ? from : Date.parse(newest.timestamp)) };
}

/** All actions of a tree, parents before children. */
const flatten = (tree: readonly ShownAction[]): readonly ShownAction[] =>
  tree.flatMap((action) => [action, ...flatten(action.children)]);

// The task and the action tree already say what these events say.
const TASK_KINDS: ReadonlySet<string> = new Set(['task_started', 'task_completed', 'task_failed', 'task_cancelled']);
const ACTION_KINDS: ReadonlySet<string> = new Set(['action_started', 'action_completed', 'action_failed']);
const isToldBySpans = (event: EventRecord, known: ReadonlySet<string>): boolean =>
  TASK_KINDS.has(event.kind) ||
  (ACTION_KINDS.has(event.kind) && event.action_id !== null && known.has(event.action_id));

/** What happened in one millisecond stands in the order in which the bridge tells it. */
function ranksOf(events: readonly EventRecord[]): (node: TimelineNode) => number {
  const places = new Map<string, number>();
  events.forEach((event, place) => {
    places.set(event.event_id, place);
    if (ACTION_KINDS.has(event.kind) && event.action_id !== null) places.set(actionNodeId(event.action_id), place);
  });
  return ({ id, subject }) =>
    subject.type === 'task_start' ? -1 : subject.type === 'task_end' ? Infinity : (places.get(id) ?? events.length);
}

/** Both may be infinite, and then their difference is no number. */
const compareRanks = (a: number, b: number): number => (a === b ? 0 : a - b);

const actionNodeId = (actionId: string): string => `action:${actionId}`;

const moment = (at: number): Pick<TimelineNode, 'at' | 'from' | 'until' | 'durationMs' | 'running'> => ({
  at,
  from: at,
  until: at,
  durationMs: null,
  running: false,
});

const taskStart = ({ task }: ShownTimeline, { from }: Span): TimelineNode => ({
  ...moment(from),
  id: 'task:start',
  label: task.task_type ?? 'Started',
  look: { shape: 'circle', tone: 'neutral', filled: true },
  actionId: null,
  subject: { type: 'task_start' },
});

function taskEnd({ task }: ShownTimeline, { until }: Span): readonly TimelineNode[] {
  if (task.completed_at === null) return [];
  const status = task.derived_status;
  const tone = status === 'failed' ? 'error' : status === 'cancelled' ? 'neutral' : 'success';
  return [
    {
      ...moment(until),
      id: 'task:end',
      label: status === 'failed' ? 'Failed' : status === 'cancelled' ? 'Cancelled' : 'Completed',
      durationMs: task.duration_ms,
      look: { shape: 'circle', tone, filled: true },
      actionId: null,
      subject: { type: 'task_end', status },
    },
  ];
}

const ACTION_LOOKS: Readonly<Record<ShownAction['status'], Look>> = {
  processing: { shape: 'circle', tone: 'active', filled: false },
  completed: { shape: 'circle', tone: 'active', filled: false },
  failed: { shape: 'circle', tone: 'error', filled: true },
};

function actionNode(action: ShownAction, span: Span): TimelineNode {
  const at = Date.parse(action.started_at);
  return {
    id: actionNodeId(action.action_id),
    at,
    from: at,
    until: action.duration_ms === null ? Math.max(at, span.until) : at + action.duration_ms,
    durationMs: action.duration_ms,
    label: action.name,
    look: ACTION_LOOKS[action.status],
    actionId: action.parent_action_id,
    running: action.status === 'processing',
    subject: { type: 'action', action },
  };
}

function eventNode(event: EventRecord): TimelineNode {
  return {
    ...moment(Date.parse(event.timestamp)),
    ...faceOf(event),
    id: event.event_id,
    durationMs: event.duration_ms,
    actionId: event.action_id,
    subject: { type: 'event', event },
  };
}

interface CallEntry {
  readonly call: LlmCallRecord;
  readonly event: EventRecord | null;
}

/** Calls that the events tell of, and calls of this run that they do not; those of other tasks have no place here. */
function callNodes({ task, events }: ShownTimeline, calls: readonly LlmCallRecord[]): readonly CallEntry[] {
  const byId = new Map(calls.map((call) => [call.event_id, call]));
  const told = events.filter((event) => event.kind === 'llm_call');
  const ids = new Set(told.map((event) => event.event_id));
  const untold = calls.filter(
    (call) => !ids.has(call.event_id) && call.task_id === task.task_id && call.task_run_id === task.task_run_id,
  );
  return [
    ...told.map((event) => ({ call: byId.get(event.event_id) ?? callOfEvent(event), event })),
    ...untold.map((call) => ({ call, event: null })),
  ];
}

function callNode({ call, event }: CallEntry, span: Span): TimelineNode {
  const at = Date.parse(call.timestamp);
  // A call is reported when its answer is there. One that would have begun before its task was stamped at its start.
  const began = at - (call.duration_ms ?? 0);
  const fromStart = began < span.from;
  return {
    id: call.event_id,
    at,
    from: fromStart ? at : began,
    until: fromStart ? at + (call.duration_ms ?? 0) : at,
    durationMs: call.duration_ms,
    label: call.name,
    look: { shape: 'square', tone: call.error_message === null ? 'llm' : 'error', filled: true },
    actionId: event?.action_id ?? null,
    running: false,
    subject: { type: 'llm_call', call, event },
  };
}
