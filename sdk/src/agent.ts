import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import {
  AGENT_SPAN,
  DEFAULT_STUCK_THRESHOLD_SECONDS,
  agentFields,
  agentRegistered,
  agentStopped,
  encode,
  recordFields,
} from './contract/index.js';
import { startHeartbeat, type Heartbeat, type Provider } from './heartbeat.js';
import { eventRecord, hrTime, report, toAttributes, type EventDetails, type Report } from './record.js';
import {
  customReport,
  heartbeatReport,
  issueReport,
  issueResolvedReport,
  llmCallReport,
  queueReport,
  scheduleReport,
  todoReport,
  type EventPayload,
  type HeartbeatPayload,
  type IssueOptions,
  type IssueResolution,
  type LlmCallOptions,
  type QueueSnapshotOptions,
  type ScheduleOptions,
  type TodoOptions,
} from './reports.js';
import { runToEnd } from './run.js';
import type { Runtime } from './runtime.js';
import { currentScope, parentContext } from './scope.js';
import { openTask, type OpenTask, type Task, type TaskOptions } from './task.js';
import { createSteps, type Steps } from './track.js';
import { SDK_VERSION } from './version.js';
import { attempt } from './warnings.js';

/** What may be said of an agent at its start. */
export interface AgentOptions {
  /** What kind of agent, such as sales. Default general. */
  readonly type?: string | undefined;
  readonly version?: string | undefined;
  /** Such as langchain. Default custom. */
  readonly framework?: string | undefined;
  /** Seconds between heartbeats; 0 means none. Default 30. */
  readonly heartbeatInterval?: number | undefined;
  /** Seconds of silence after which the agent counts as stuck; 0 means never. Default 300. */
  readonly stuckThreshold?: number | undefined;
  /** Asked before each heartbeat; whatever goes wrong in it, the heartbeat goes out. */
  readonly heartbeatPayload?: Provider<HeartbeatPayload> | undefined;
  /** Asked at each heartbeat; its answer is sent as a queue snapshot. */
  readonly queueProvider?: Provider<QueueSnapshotOptions> | undefined;
}

/** An agent of the fleet. No method throws. */
export interface Agent {
  readonly id: string;
  /**
   * Runs a unit of work. It is completed when `work` returns or its promise fulfils, failed when it throws or rejects;
   * results and exceptions pass through untouched.
   */
  readonly task: <T>(id: string, options: TaskOptions, work: (task: Task) => T) => T;
  /** Starts a unit of work that the caller ends with `complete`, `fail` or `cancel`. */
  readonly startTask: (id: string, options?: TaskOptions) => Task;
  /** Reports work as a step: of the current task if that is this agent's, else of the agent. */
  readonly track: Steps['track'];
  /** Starts such a step that the caller ends with `complete` or `fail`. */
  readonly startAction: Steps['startAction'];
  /** Beats now, besides the interval. */
  readonly heartbeat: (payload?: HeartbeatPayload) => void;
  /** Reports a request to a language model that belongs to no task. */
  readonly llmCall: (name: string, options: LlmCallOptions) => void;
  /** What waits for the agent right now; depth 0 is news too. */
  readonly queueSnapshot: (options: QueueSnapshotOptions) => void;
  /** Something to be done later, or what became of it. */
  readonly todo: (options: TodoOptions) => void;
  /** All scheduled work; each report replaces the one before. */
  readonly scheduled: (options: ScheduleOptions) => void;
  /** A problem that outlives tasks. */
  readonly reportIssue: (options: IssueOptions) => void;
  /** The problem is gone. */
  readonly resolveIssue: (options: IssueResolution) => void;
  /** Anything else. */
  readonly event: (name: string, payload?: EventPayload, details?: EventDetails) => void;
  /** The agent stops on purpose: from now on it is offline, not stuck. */
  readonly stop: (reason?: string) => void;
}

/** How long a beat waits for a provider that answers later, at most. */
const PATIENCE_MS = 5_000;

const seconds = (value: unknown, fallback: number): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;

/** Registers an agent and starts its heartbeat. `onStop` hears when it stops. */
export function startAgent(
  runtime: Runtime,
  { id, options }: { readonly id: string; readonly options: Partial<AgentOptions> },
  onStop: () => void,
): Agent {
  const { now, nextId, warn } = runtime;
  const heartbeatSeconds = seconds(options.heartbeatInterval, 30);
  const stuckThresholdSeconds = seconds(options.stuckThreshold, DEFAULT_STUCK_THRESHOLD_SECONDS);
  const attributes = toAttributes(encode(agentFields, { agentId: id, agentName: id }).attributes);
  const openTasks = new WeakMap<Task, OpenTask>();
  let stopped = false;

  const emitAt = (made: Report, at: number): void => {
    const { record, warnings } = eventRecord(made, { id: nextId(at), at, actionId: here()?.action?.id });
    for (const warning of warnings) warn(`${made.concept.kind}: ${warning}`);
    // A trace of its own each time: a trace that never ends would grow until no backend can show it.
    const span = runtime.startSpan(
      AGENT_SPAN,
      {
        root: true,
        kind: SpanKind.INTERNAL,
        startTime: hrTime(at),
        attributes: { ...toAttributes(encode(recordFields, { record: 'agent' }).attributes), ...attributes },
      },
      ROOT_CONTEXT,
    );
    span.addEvent(record.name, record.attributes, hrTime(at));
    span.end(hrTime(at));
  };
  const emit = (what: string, make: () => Report): void => {
    attempt(warn, what, () => {
      emitAt(make(), now());
    });
  };
  const here = () => {
    const scope = currentScope();
    return scope?.agent === agent ? scope : undefined;
  };
  const open = (taskId: string, taskOptions: TaskOptions): OpenTask => {
    const opened = openTask(runtime, agent, { id: taskId, options: taskOptions });
    openTasks.set(opened.task, opened);
    return opened;
  };

  const steps = createSteps(runtime, () => {
    const scope = here();
    const span = scope?.task === undefined ? undefined : openTasks.get(scope.task)?.span;
    return {
      place: {
        attributes: span?.attributes ?? attributes,
        parent: parentContext(),
        parentId: scope?.action?.id,
        task: span,
      },
      scope: { agent, task: span === undefined ? undefined : scope?.task },
    };
  });

  const agent: Agent = {
    id,
    task: (taskId, taskOptions, work) => {
      const { task } = open(taskId, taskOptions);
      return runToEnd(
        () => task.run(() => work(task)),
        (thrown) => {
          if (thrown === undefined) task.complete();
          else task.fail(thrown.error);
        },
      );
    },
    startTask: (taskId, taskOptions = {}) => open(taskId, taskOptions).task,
    ...steps,
    heartbeat: (payload) => {
      heartbeat.beat(payload);
    },
    llmCall: (name, call) => {
      emit('llmCall', () => llmCallReport(name, call, warn));
    },
    queueSnapshot: (snapshot) => {
      emit('queueSnapshot', () => queueReport(snapshot));
    },
    todo: (todo) => {
      emit('todo', () => todoReport(todo));
    },
    scheduled: (schedule) => {
      emit('scheduled', () => scheduleReport(schedule));
    },
    reportIssue: (issue) => {
      emit('reportIssue', () => issueReport(issue));
    },
    resolveIssue: (resolution) => {
      emit('resolveIssue', () => issueResolvedReport(resolution));
    },
    event: (name, payload, details = {}) => {
      emit('event', () => customReport(name, payload, details));
    },
    stop: (reason) => {
      if (stopped) return;
      stopped = true;
      heartbeat.stop();
      emit('stop', () => report(agentStopped, { reason }));
      onStop();
    },
  };

  emit('agent', () =>
    report(agentRegistered, {
      type: options.type ?? 'general',
      version: options.version,
      framework: options.framework ?? 'custom',
      runtime: `node ${process.versions.node}`,
      sdkVersion: SDK_VERSION,
      stuckThresholdSeconds,
      heartbeatIntervalSeconds: heartbeatSeconds,
    }),
  );
  const heartbeat: Heartbeat = startHeartbeat({
    intervalMs: heartbeatSeconds * 1000,
    patienceMs: Math.min(PATIENCE_MS, heartbeatSeconds > 0 ? heartbeatSeconds * 500 : PATIENCE_MS),
    payload: options.heartbeatPayload,
    queue: options.queueProvider,
    now,
    warn,
    sendBeat: (payload, at) => {
      attempt(warn, 'heartbeat', () => {
        emitAt(heartbeatReport(payload, stuckThresholdSeconds), at);
      });
    },
    sendQueue: (snapshot, at) => {
      attempt(warn, 'queueProvider', () => {
        emitAt(queueReport(snapshot), at);
      });
    },
  });
  return agent;
}
