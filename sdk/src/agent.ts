import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import {
  AGENT_SPAN,
  DEFAULT_STUCK_THRESHOLD_SECONDS,
  agentFields,
  agentRegistered,
  agentStopped,
  recordFields,
  write,
  type WireAttributes,
} from './contract/index.js';
import { isAbort } from './failure.js';
import { startHeartbeat, type Heartbeat, type Provider } from './heartbeat.js';
import { addEvent, EventRecord, hrTime, report, reportOf, type EventDetails, type Report } from './record.js';
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
import { isThenable, runToEnd, type Thrown } from './run.js';
import type { Runtime } from './runtime.js';
import { currentScope, parentContext } from './scope.js';
import { openTask, type ResumeOptions, type Task, type TaskOptions } from './task.js';
import { createSteps, type Steps } from './track.js';
import { SDK_VERSION } from './version.js';
import { attempt, messageOf, optionsFrom } from './warnings.js';

/** What may be said of an agent at its start. */
export interface AgentOptions {
  /** What kind of agent, such as sales. Default general. */
  readonly type?: string | undefined;
  /** Of the agent's own code. Default none. */
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

/** Runs a unit of work; its options may be left out. */
export interface RunTask {
  <T>(id: string, work: (task: Task) => T): T;
  <T>(id: string, options: TaskOptions, work: (task: Task) => T): T;
}

/** An agent of the fleet. No method throws. */
export interface Agent {
  /** As given to `hive.agent`, cut to 256 characters. */
  readonly id: string;
  /**
   * Runs a unit of work. It is completed when `work` returns or its promise fulfils, cancelled when that ends with an
   * `AbortError`, failed when it throws or rejects otherwise; results and exceptions pass through untouched.
   */
  readonly task: RunTask;
  /** Starts a unit of work that the caller ends with `complete`, `fail` or `cancel`. */
  readonly startTask: (id: string, options?: TaskOptions) => Task;
  /**
   * Takes up a task that another process started, named by the headers that its `inject` gave (`parent`) or by `runId`: to
   * report the decision it waits for, or to go on with it and end it.
   */
  readonly resumeTask: (id: string, options: ResumeOptions) => Task;
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

/** The longest interval that timers can wait, in seconds: a longer one would make them fire at once, again and again. */
const LONGEST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

/** An agent with what only the client may touch. */
export interface RunningAgent {
  readonly agent: Agent;
  /** Says more of the agent, or corrects what was said: what is not given stays. */
  readonly update: (options: Partial<AgentOptions>) => void;
}

/** Registers an agent and starts its heartbeat. `onStop` hears when it stops. */
export function startAgent(
  runtime: Runtime,
  { id, options }: { readonly id: string; readonly options: Partial<AgentOptions> },
  onStop: () => void,
): RunningAgent {
  const { now, nextId, warn } = runtime;
  let known = options;
  const attributes: WireAttributes = {};
  write(attributes, { fields: agentFields, value: { agentId: id, agentName: id } }, runtime.ink('agent'));
  const spanAttributes = { [recordFields.record.key]: 'agent', ...attributes };
  let stopped = false;

  const emitAt = (made: Report, at: number): void => {
    const moment = { id: nextId(at), at, actionId: here()?.action?.id };
    const record = new EventRecord(made, moment, runtime.ink(made.concept.kind));
    // A trace of its own each time: a trace that never ends would grow until no backend can show it.
    const span = runtime.startSpan(
      AGENT_SPAN,
      { root: true, kind: SpanKind.INTERNAL, startTime: hrTime(at), attributes: spanAttributes },
      ROOT_CONTEXT,
    );
    addEvent(span, record);
    span.end(hrTime(at));
  };
  const emit = <O extends object>(what: string, given: O | undefined, make: (options: Partial<O>) => Report): void => {
    attempt(warn, what, () => {
      emitAt(reportOf(warn, what, { given, make }), now());
    });
  };
  const here = () => {
    const scope = currentScope();
    return scope?.agent === agent ? scope : undefined;
  };
  const open = (taskId: string, taskOptions: TaskOptions | undefined, isElsewhere: boolean): Task =>
    openTask(runtime, agent, { id: taskId, options: optionsFrom(warn, 'task', taskOptions), isElsewhere });

  function task<T>(taskId: string, work: (task: Task) => T): T;
  function task<T>(taskId: string, taskOptions: TaskOptions, work: (task: Task) => T): T;
  function task<T>(
    taskId: string,
    second: TaskOptions | ((task: Task) => T),
    third?: (task: Task) => T,
  ): T | undefined {
    const work = third ?? second;
    if (typeof work !== 'function') {
      warn('task: needs a function to run; nothing is run. To end a task yourself, use startTask');
      // Whoever waits for what is no work must get it all the same.
      return isThenable(work) ? (work as T) : undefined;
    }
    const opened = open(taskId, typeof second === 'function' ? undefined : second, false);
    const end = (thrown: Thrown): void => {
      if (thrown === undefined) opened.complete();
      else if (isAbort(thrown.error)) opened.cancel(messageOf(thrown.error));
      else opened.fail(thrown.error);
    };
    return runToEnd(() => work(opened), end, opened.run);
  }

  const agent: Agent = {
    id,
    task,
    startTask: (taskId, taskOptions) => open(taskId, taskOptions, false),
    resumeTask: (taskId, taskOptions) => open(taskId, taskOptions, true),
    ...createSteps(runtime, () => {
      const scope = here();
      return {
        place: {
          attributes: scope?.taskSpan?.attributes ?? attributes,
          parent: parentContext(),
          parentId: scope?.action?.id,
          task: scope?.taskSpan,
        },
        scope: { agent, task: scope?.task, taskSpan: scope?.taskSpan },
      };
    }),
    heartbeat: (payload) => {
      heartbeat.beat(payload);
    },
    llmCall: (name, call) => {
      emit('llmCall', call, (read) => llmCallReport(name, read, warn));
    },
    queueSnapshot: (snapshot) => {
      emit('queueSnapshot', snapshot, queueReport);
    },
    todo: (todo) => {
      emit('todo', todo, todoReport);
    },
    scheduled: (schedule) => {
      emit('scheduled', schedule, scheduleReport);
    },
    reportIssue: (issue) => {
      emit('reportIssue', issue, (read) => issueReport(read, warn));
    },
    resolveIssue: (resolution) => {
      emit('resolveIssue', resolution, issueResolvedReport);
    },
    event: (name, payload, details) => {
      emit('event', details, (read) => customReport(name, payload, read));
    },
    stop: (reason) => {
      if (stopped) return;
      stopped = true;
      heartbeat.stop();
      attempt(warn, 'stop', () => {
        emitAt(report(agentStopped, reason === undefined ? {} : { reason }), now());
      });
      onStop();
    },
  };

  const seconds = (name: 'heartbeatInterval' | 'stuckThreshold', fallback: number): number => {
    const value: unknown = known[name];
    if (value === undefined) return fallback;
    if (typeof value === 'number' && value >= 0 && value <= LONGEST_SECONDS) return value;
    warn(`agent: ${name} must be a number of seconds from 0 to ${LONGEST_SECONDS}; using ${fallback}`);
    return fallback;
  };
  const heartbeatSeconds = (): number => seconds('heartbeatInterval', 30);
  const stuckThresholdSeconds = (): number => seconds('stuckThreshold', DEFAULT_STUCK_THRESHOLD_SECONDS);

  const introduce = (): void => {
    const { type = 'general', version, framework = 'custom' } = known;
    const registration = {
      type,
      version,
      framework,
      runtime: `node ${process.versions.node}`,
      sdkVersion: SDK_VERSION,
      stuckThresholdSeconds: stuckThresholdSeconds(),
      heartbeatIntervalSeconds: heartbeatSeconds(),
    };
    attempt(warn, 'agent', () => {
      emitAt(report(agentRegistered, registration), now());
    });
  };
  // Asks the callbacks that are known at the time of each beat.
  const startBeating = (): Heartbeat => {
    // Switched off, or shut down: the application's callbacks would be asked for nothing.
    const intervalSeconds = runtime.isOpen() ? heartbeatSeconds() : 0;
    return startHeartbeat({
      intervalMs: intervalSeconds * 1000,
      patienceMs: Math.min(PATIENCE_MS, intervalSeconds > 0 ? intervalSeconds * 500 : PATIENCE_MS),
      payload: () => known.heartbeatPayload?.(),
      queue: () => known.queueProvider?.(),
      now,
      warn,
      sendBeat: (payload, at) => {
        attempt(warn, 'heartbeat', () => {
          const threshold = stuckThresholdSeconds();
          emitAt(reportOf(warn, 'heartbeat', { given: payload, make: (read) => heartbeatReport(read, threshold) }), at);
        });
      },
      sendQueue: (snapshot, at) => {
        attempt(warn, 'queueProvider', () => {
          const read = optionsFrom(warn, 'queueProvider', snapshot);
          if (Object.keys(read).length > 0) emitAt(queueReport(read), at);
        });
      },
    });
  };
  introduce();
  let heartbeat = startBeating();

  return {
    agent,
    update: (more) => {
      if (stopped) return;
      const before = new Map<string, unknown>(Object.entries(known));
      // Applications call this wherever they need the agent: saying the same again is no news.
      const changed = Object.entries(more).filter(
        ([name, value]) => value !== undefined && !Object.is(value, before.get(name)),
      );
      known = { ...known, ...Object.fromEntries(changed) };
      if (changed.some(([, value]) => typeof value !== 'function')) introduce();
      if (changed.every(([name]) => name !== 'heartbeatInterval')) return;
      heartbeat.stop();
      heartbeat = startBeating();
    },
  };
}
