import { AsyncLocalStorage } from 'node:async_hooks';
import { context, ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import type { Action } from './action.js';
import type { Agent } from './agent.js';
import { processWide } from './process-wide.js';
import type { TaskSpan } from './task-span.js';
import type { Task } from './task.js';

/** Where the running code is: which agent's, in which task, inside which action. Follows `await` and timers. */
export interface Scope {
  readonly agent: Agent;
  readonly task?: Task | undefined;
  /** Of {@link task}. */
  readonly taskSpan?: TaskSpan | undefined;
  /** The innermost open action of {@link task}, or of the agent when there is no task. */
  readonly action?: Action | undefined;
  /** Names the span under which new spans hang. */
  readonly context: Context;
}

// Our own storage, because OpenTelemetry's context reaches nowhere until an application registers a context manager.
const storage = processWide('scope.v1', isStorage, () => new AsyncLocalStorage<Scope | undefined>());

function isStorage(value: unknown): value is AsyncLocalStorage<Scope | undefined> {
  return value instanceof AsyncLocalStorage;
}

/** The scope of the running code, or undefined outside any task and action. */
export const currentScope = (): Scope | undefined => storage.getStore();

/** The task whose callback the running code belongs to, across `await`, or undefined. */
export const currentTask = (): Task | undefined => currentScope()?.task;

/** The agent on whose behalf the running code works, or undefined outside any task and action. */
export const currentAgent = (): Agent | undefined => currentScope()?.agent;

/** The tracked step that the running code belongs to, across `await`, or undefined outside any. */
export const currentAction = (): Action | undefined => currentScope()?.action;

/** Runs work inside a scope; spans of other instrumentation made there become children too. */
export function runIn<T>(scope: Scope, work: () => T): T {
  return storage.run(scope, () => context.with(scope.context, work));
}

/** Runs work that belongs to nobody: timers started inside a task must not keep that task alive or act in its name. */
export function runOutside<T>(work: () => T): T {
  return storage.run(undefined, () => context.with(ROOT_CONTEXT, work));
}

/** Where a new span hangs: the span that the application made active, else the one of our scope. */
export function parentContext(): Context {
  const active = context.active();
  return trace.getSpan(active) === undefined ? (currentScope()?.context ?? active) : active;
}
