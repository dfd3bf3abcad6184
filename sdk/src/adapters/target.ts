import type { Agent } from '../agent.js';
import { currentAction, currentAgent, currentScope, currentTask, runIn, runOutside } from '../scope.js';
import type { Task } from '../task.js';

/** Whoever an adapter's model calls and steps are reported to: a task, or an agent outside any. */
export type Target = Pick<Task, 'llmCall' | 'startAction'>;

/** The current task, else the agent that the adapter was given, else the current agent; undefined when there is none. */
export const targetOf = (agent: Agent | undefined): Target | undefined => currentTask() ?? agent ?? currentAgent();

/** What a model call is for, when nobody says: the step that makes it, else the operation. */
export const callName = (operation: string): string => currentAction()?.name ?? operation;

/** Remembers where the running code is: what it returns runs work there, from wherever it is called. */
export function captureScope(): <T>(work: () => T) => T {
  const scope = currentScope();
  return scope === undefined ? runOutside : (work) => runIn(scope, work);
}
