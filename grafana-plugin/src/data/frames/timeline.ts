import {
  TASK_STATUSES,
  type LlmCallRecord,
  type TaskStatus,
  type TaskSummary,
  type TimeBreakdown,
} from '@hiveboard/sdk/contract';
import type { ShownTimeline } from '../shown-timeline.js';
import {
  findFrame,
  tableOf,
  rowsOf,
  type Column,
  type ReadableFrame,
  type Reading,
  type Row,
  type Table,
} from '../table.js';
import { ACTIONS_FRAME, actionsTable, actionTreeIn } from './actions.js';
import { EVENT_COLUMNS_NEEDED, EVENTS_FRAME, eventsIn, eventsTable } from './events.js';
import { LLM_CALLS_FRAME, llmCallsTable, readLlmCallPage } from './llm-calls.js';
import { PLAN_FRAME, planIn, planTable } from './plan.js';
import { NO_SPEND } from './spend.js';
import { readTasks, TASKS_FRAME, tasksTable, type TaskView } from './tasks.js';

/** What the timeline shows: a task, what happened in it, and its model calls in full. */
export interface TimelineAnswer {
  readonly timeline: ShownTimeline;
  readonly calls: readonly LlmCallRecord[];
}

/** What is told of the run as a whole: whether it has more events than the frames hold, and what its time went into. */
const WHOLE_FRAME = 'timeline';
const SHARES = ['llm_ms', 'waiting_ms', 'tools_ms', 'other_ms'] as const satisfies readonly (keyof TimeBreakdown)[];
const WHOLE_COLUMNS: readonly Column<ShownTimeline>[] = [
  { name: 'truncated', type: 'boolean', of: ({ truncated }) => truncated },
  ...SHARES.map((share): Column<ShownTimeline> => ({
    name: share,
    type: 'number',
    unit: 'ms',
    of: ({ time_breakdown: times }) => times?.[share],
  })),
];

function timesIn(row: Row | undefined): TimeBreakdown | null {
  const [llm_ms, waiting_ms, tools_ms, other_ms] = SHARES.map((share) => row?.number(share) ?? null);
  return llm_ms == null || waiting_ms == null || tools_ms == null || other_ms == null
    ? null
    : { llm_ms, waiting_ms, tools_ms, other_ms };
}

/** A timeline as frames: `events` (which alone is enough for a view), `tasks`, `actions`, `plan`, `llm_calls`. */
export const timelineTables = ({ timeline, calls }: TimelineAnswer): readonly Table[] => [
  eventsTable(timeline.events),
  tasksTable([timeline.task]),
  actionsTable(timeline.action_tree),
  ...(timeline.plan === null ? [] : [planTable(timeline.plan)]),
  llmCallsTable(calls),
  tableOf(WHOLE_FRAME, WHOLE_COLUMNS, [timeline]),
];

/** A timeline from frames. Events are needed; a task that no frame describes is made from its events. */
export function readTimeline(frames: readonly ReadableFrame[]): Reading<TimelineAnswer> {
  const found = findFrame(frames, EVENTS_FRAME, EVENT_COLUMNS_NEEDED);
  if (!found.ok) return found;
  const named = (name: string): ReadableFrame | undefined => frames.find((frame) => frame.name === name);
  const [actions, plan, whole, task, calls] = [
    named(ACTIONS_FRAME),
    named(PLAN_FRAME),
    named(WHOLE_FRAME),
    named(TASKS_FRAME),
    named(LLM_CALLS_FRAME),
  ];
  const told = whole && rowsOf(whole)[0];
  const events = [...eventsIn(found.view)].sort((a, b) => a.timestamp.localeCompare(b.timestamp));
  return {
    ok: true,
    view: {
      timeline: {
        task: taskFrom(task) ?? taskFromEvents(events),
        events,
        action_tree: actions === undefined ? [] : actionTreeIn(actions),
        plan: plan === undefined ? null : planIn(plan),
        time_breakdown: timesIn(told),
        truncated: told?.flag('truncated') === true,
      },
      calls: callsFrom(calls),
    },
  };
}

function callsFrom(frame: ReadableFrame | undefined): readonly LlmCallRecord[] {
  const reading = readLlmCallPage(frame === undefined ? [] : [frame]);
  return reading.ok ? reading.view.data : [];
}

function taskFrom(frame: ReadableFrame | undefined): TaskSummary | undefined {
  const reading = readTasks(frame === undefined ? [] : [frame]);
  const task = reading.ok ? reading.view[0] : undefined;
  return task === undefined ? undefined : { ...task, derived_status: knownStatus(task) };
}

const knownStatus = ({ derived_status: status, completed_at: end }: TaskView): TaskStatus =>
  TASK_STATUSES.find((known) => known === status) ?? (end === null ? 'processing' : 'completed');

function taskFromEvents(events: ShownTimeline['events']): TaskSummary {
  const [first, last] = [events[0], events.at(-1)];
  const start = first?.timestamp ?? new Date(0).toISOString();
  const failed = events.some(({ kind }) => kind === 'task_failed');
  const ended = failed || events.some(({ kind }) => kind === 'task_completed');
  return {
    ...NO_SPEND,
    task_id: first?.task_id ?? '',
    task_run_id: first?.task_run_id ?? '',
    task_type: null,
    agent_id: first?.agent_id ?? '',
    project_id: first?.project_id ?? '',
    environment: '',
    correlation_id: null,
    trace_id: '',
    derived_status: failed ? 'failed' : ended ? 'completed' : 'processing',
    started_at: start,
    completed_at: ended ? (last?.timestamp ?? null) : null,
    duration_ms: last === undefined ? 0 : Date.parse(last.timestamp) - Date.parse(start),
    action_count: 0,
    error_count: 0,
    retry_count: 0,
    retry_ms: 0,
    waiting_ms: 0,
    working_ms: 0,
    escalation_count: events.filter(({ kind }) => kind === 'escalated').length,
    has_escalation: events.some(({ kind }) => kind === 'escalated'),
    has_human_intervention: events.some(({ kind }) => kind.startsWith('approval_')),
    error_message: null,
  };
}
