import type { Agent } from '../../agent.js';
import { isRecord } from '../../contract/index.js';
import { processWide } from '../../process-wide.js';
import { currentAction, currentAgent, currentTask } from '../../scope.js';
import type { Task, TaskOptions } from '../../task.js';
import { attempt, type Warn } from '../../warnings.js';
import { captureScope, targetOf } from '../target.js';

/** What LangChain tells of a run at its start. */
export interface RunStart {
  readonly runId: string;
  readonly parentRunId: string | undefined;
  readonly name: string;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A run that starts, with what only its step needs. */
export interface StartingRun extends RunStart {
  /** Whether somebody named the run: else its name is that of a class. */
  readonly isNamed: boolean;
  /** What went into a tool; only if previews are asked for. */
  readonly input?: string | undefined;
}

/** The task that a run is: its id and whatever else is known of it. */
export type RunTask = TaskOptions & { readonly id: string };

/** Whose runs they are, and which of them are tasks. */
export interface RunOwner {
  readonly agent: Agent | undefined;
  /** Whether a run that belongs to no task is one of its own, and which. */
  readonly task: boolean | ((run: RunStart) => RunTask | undefined);
  readonly warn: Warn;
}

/** Where a run takes place. */
export interface Place {
  /** The innermost run, or step around all runs, that somebody named. */
  readonly name: string | undefined;
  /** The task that it belongs to. */
  readonly task: Task | undefined;
  /** Runs work there. */
  readonly inside: <T>(work: () => T) => T;
}

/** What becomes of a run at its end. */
export interface Ends {
  readonly complete: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** A run while it lasts: the place of its children, and its end. */
type Run = Place & Ends;

/** The most runs under way at a time: one that LangChain never ends must not stay for ever. */
const MOST_RUNS = 10_000;

/** LangChain's mark for runs that are its own machinery. */
const HIDDEN = 'langsmith:hidden';

const UNTOLD: Ends = { complete: () => undefined, fail: () => undefined };

/** The place of a run that no other run is around: wherever it was started. */
const here = (): Place => ({ name: currentAction()?.name, task: currentTask(), inside: captureScope() });

/** A run that is a step of what is around it. */
function stepIn(around: Place, { name, isNamed, input }: StartingRun, agent: Agent | undefined): Run {
  const action = around.inside(() => targetOf(agent)?.startAction(name));
  if (action === undefined) return { ...around, ...UNTOLD };
  if (input !== undefined) action.setPayload({ input });
  return {
    name: isNamed ? name : around.name,
    task: around.task,
    inside: action.run,
    complete: (result) => {
      action.complete(isRecord(result) ? result : undefined);
    },
    fail: action.fail,
  };
}

/** A run that is a task of its own, if its owner wants that. */
function taskOf(start: StartingRun, { agent, task: wish, warn }: RunOwner): Run | undefined {
  const owner = agent ?? currentAgent();
  if (owner === undefined || wish === false) return undefined;
  const named = wish === true ? { id: start.runId } : attempt(warn, 'task', () => wish(start));
  if (named === undefined) return undefined;
  const { id, ...options } = named;
  const project = start.metadata['hive_project'];
  const task = owner.startTask(id, {
    type: start.name,
    ...(typeof project === 'string' ? { project } : {}),
    ...options,
  });
  return {
    name: start.isNamed ? start.name : undefined,
    task,
    inside: task.run,
    complete: () => {
      task.complete();
    },
    fail: task.fail,
  };
}

/** A run that tells of itself at its end only, in its own task or in another's. */
const callIn = (place: Place, call: Ends, own: Ends = UNTOLD): Run => ({
  ...place,
  complete: (result) => {
    call.complete(result);
    own.complete(undefined);
  },
  fail: (error) => {
    call.fail(error);
    own.fail(error);
  },
});

/** The runs of all of the process's handlers: a run may be told to several, and counts once. */
const runs = processWide(
  'langchain-runs',
  (value): value is Map<string, Run> => value instanceof Map,
  () => new Map<string, Run>(),
);

function keep(runId: string, run: Run): void {
  runs.set(runId, run);
  const [oldest] = runs.keys();
  if (runs.size > MOST_RUNS && oldest !== undefined) {
    endRun(oldest, ({ fail }) => {
      fail(new Error('LangChain never told how this run ended'));
    });
  }
}

/** Starts a run: a call to a model if `callAt` says what becomes of it, else a step. Known runs are left alone. */
export function startRun(start: StartingRun, owner: RunOwner, callAt?: (place: Place) => Ends): void {
  const { runId, parentRunId = '', tags } = start;
  if (runs.has(runId)) return;
  const parent = runs.get(parentRunId);
  const task = currentTask();
  // A task that was begun inside the parent run, such as another agent's in a tool, is nearer than that run.
  const around = parent !== undefined && (task === undefined || task === parent.task) ? parent : undefined;
  const own = around === undefined && task === undefined ? taskOf(start, owner) : undefined;
  const place: Place = around ?? own ?? here();
  if (callAt !== undefined) keep(runId, callIn(place, callAt(place), own));
  else if (own !== undefined) keep(runId, own);
  else keep(runId, tags.includes(HIDDEN) ? { ...place, ...UNTOLD } : stepIn(place, start, owner.agent));
}

/** Ends a run, if it is under way: the first news of its end counts. */
export function endRun(runId: string, end: (run: Ends) => void): void {
  const run = runs.get(runId);
  if (run === undefined) return;
  runs.delete(runId);
  end(run);
}
