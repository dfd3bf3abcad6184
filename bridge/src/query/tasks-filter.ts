import { TASK_OUTCOMES } from '@hiveboard/sdk/contract';
import type { Period } from './period.js';

/** Which runs; empty strings and lists mean all. */
export interface TasksFilter {
  readonly tenant: string;
  readonly period: Period;
  readonly agentId: string;
  readonly taskId: string;
  readonly runId: string;
  readonly environment: string;
  readonly group: string;
  readonly project: string;
  readonly taskType: string;
  readonly correlationId: string;
  readonly statuses: readonly string[];
  /** Found anywhere in the names of task, type, agent and project or in the error, in upper or lower case. */
  readonly text: string;
}

/** What runs are filtered by, beside tenant and period. */
type Asked = Omit<TasksFilter, 'tenant' | 'period'>;

/** One part of a filter. */
interface Condition {
  readonly isAsked: (filter: Asked) => boolean;
  /** True of the runs, as `hive.tasks` tells them. */
  readonly ofRun: string;
  /** True of at least one register of each of those runs, and maybe of registers of others. */
  readonly ofRegister: string;
}

const named = (parameter: keyof Asked, column: string): Condition => {
  const sql = `${column} = {${parameter}:String}`;
  return { isAsked: (filter) => filter[parameter] !== '', ofRun: sql, ofRegister: sql };
};

const saying = (error: string): string => `
    arrayExists(words -> positionCaseInsensitiveUTF8(words, {text:String}) > 0, [task_id, task_type, agent_id, project, ${error}])`;

/** How a run ended. How an open one stands follows from more than it: no register says so. */
const OUTCOMES: readonly string[] = TASK_OUTCOMES;
const outcomes = `[${OUTCOMES.map((outcome) => `'${outcome}'`).join(', ')}]`;

/** Those that let the fewest through come first. */
const CONDITIONS: readonly Condition[] = [
  named('taskId', 'task_id'),
  named('runId', 'task_run_id'),
  named('correlationId', 'correlation_id'),
  named('agentId', 'agent_id'),
  {
    isAsked: ({ text }) => text !== '',
    ofRun: saying('error_message'),
    ofRegister: saying('tupleElement(ended, 3)'),
  },
  {
    isAsked: ({ statuses }) => statuses.length > 0,
    ofRun: 'has({statuses:Array(String)}, status)',
    ofRegister: `has(arrayMap(stands -> if(has(${outcomes}, stands), stands, ''), {statuses:Array(String)}), tupleElement(ended, 2))`,
  },
  named('taskType', 'task_type'),
  named('project', 'project'),
  named('group', 'group_name'),
  named('environment', 'environment'),
];

/** A filter as conditions on `hive.tasks`, and what narrows down beforehand which runs may meet them. */
export interface Conditions {
  readonly ofRun: readonly string[];
  /** On registers: true of at least one of each run that is asked for. Of all conditions that which lets the fewest through. */
  readonly ofRegister: string | undefined;
  /** Whether nearly every run with such a register is asked for. */
  readonly isNarrow: boolean;
}

export function conditionsOf(filter: Asked): Conditions {
  const asked = CONDITIONS.filter(({ isAsked }) => isAsked(filter));
  return {
    ofRun: asked.map(({ ofRun }) => ofRun),
    ofRegister: asked[0]?.ofRegister,
    isNarrow: asked.length < 2 && filter.statuses.every((status) => OUTCOMES.includes(status)),
  };
}
