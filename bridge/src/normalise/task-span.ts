import type { Span } from '../decode/span.js';
import { derivedId } from './event-id.js';
import type { EventFact, Origin, TaskFact } from './facts.js';
import { failureOf, hasFailed, type Failure } from './failure.js';
import { endOf, milliseconds } from './moment.js';
import type { SpanOrigin } from './origin.js';

/** How a run's end is told: by event kind, status and severity. */
type Ending = Pick<EventFact, 'kind' | 'status' | 'severity'>;
const ENDINGS: ReadonlyMap<string, Ending> = new Map<string, Ending>([
  ['completed', { kind: 'task_completed', status: 'success', severity: 'info' }],
  ['failed', { kind: 'task_failed', status: 'failure', severity: 'error' }],
  ['cancelled', { kind: 'task_cancelled', status: 'cancelled', severity: 'warn' }],
]);
const COMPLETED = { kind: 'task_completed', status: 'success', severity: 'info' } as const;

const TAGS: readonly string[] = ['task'];

const title = ({ taskType, taskId }: { readonly taskType: string; readonly taskId: string }): string =>
  taskType === '' ? taskId : `${taskType}: ${taskId}`;

/** A run began. The same event, with the same id, whether a progress span or the task's own span tells it. */
export function taskStarted(origin: Origin, startedAt: number): EventFact {
  return {
    eventId: derivedId('task_started', origin.agentId, origin.taskId, origin.taskRunId),
    at: startedAt,
    origin,
    kind: 'task_started',
    severity: 'info',
    status: '',
    summary: `Task started: ${title(origin)}`,
    tags: TAGS,
    durationMs: null,
    actionId: '',
    parentActionId: '',
    data: {},
  };
}

/** How a run ended. */
interface Ended {
  readonly origin: Origin;
  readonly startedAt: number;
  readonly at: number;
  readonly outcome: string;
  readonly failure: Failure;
  readonly payload?: Readonly<Record<string, unknown>> | undefined;
}

/** A run is over, whoever told it. */
export function taskEnded({ origin, startedAt, at, outcome, failure, payload }: Ended): {
  readonly task: TaskFact;
  readonly event: EventFact;
} {
  const problem = [failure.type, failure.message].filter((part) => part !== '').join(': ');
  const { kind, status, severity } = ENDINGS.get(outcome) ?? COMPLETED;
  return {
    task: { origin, startedAt, ended: { at, outcome, error: problem } },
    event: {
      eventId: derivedId('task_ended', origin.agentId, origin.taskId, origin.taskRunId),
      at,
      origin,
      kind,
      severity,
      status,
      summary:
        problem === ''
          ? `Task ${outcome}: ${title(origin)}`
          : `Task ${outcome}: ${title(origin)}: ${problem}`.slice(0, 512),
      tags: TAGS,
      durationMs: at - startedAt,
      actionId: '',
      parentActionId: '',
      data: {
        ...payload,
        ...(failure.type === '' ? {} : { exception_type: failure.type }),
        ...(failure.message === '' ? {} : { exception_message: failure.message }),
      },
    },
  };
}

/** A finished run of our own: its start, its end and how it ended. */
export function readTaskSpan(
  span: Span,
  { origin, task }: SpanOrigin,
  now: number,
): { readonly task: TaskFact; readonly events: readonly EventFact[] } {
  const startedAt = milliseconds(span.startTimeUnixNano);
  const outcome = task.outcome ?? (hasFailed(span) ? 'failed' : 'completed');
  const failure = outcome === 'completed' ? { type: '', message: '' } : failureOf(span);
  const ended = taskEnded({ origin, startedAt, at: endOf(span, now), outcome, failure, payload: task.payload });
  return { task: ended.task, events: [taskStarted(origin, startedAt), ended.event] };
}
