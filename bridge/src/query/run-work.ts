import { RUNS_BOUND, runActionsSql, runCallsSql } from '@hiveboard/clickhouse';
import type { ActionNode, CostSource } from '@hiveboard/sdk/contract';
import type { Reader } from './reader.js';
import type { Extent } from './run.js';

/** An action of a run; absent texts are empty. */
export interface ActionRow {
  readonly action_id: string;
  readonly parent_action_id: string;
  readonly name: string;
  readonly started_at: string;
  readonly duration_ms: number | null;
  readonly status: ActionNode['status'];
  readonly error_message: string;
}

/** A call of a run to a model; absent texts are empty. */
export interface CallRow {
  readonly event_id: string;
  readonly action_id: string;
  readonly name: string;
  readonly model: string;
  readonly started_at: string;
  readonly duration_ms: number | null;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly usd: number;
  readonly cost_source: CostSource;
  readonly error_message: string;
}

interface Question {
  readonly run: Extent;
  readonly limit: number;
}

const ACTIONS_SQL = `
SELECT action_id, parent_action_id, name, started_at, duration_ms, status, error_message
FROM (${runActionsSql(['parent_action_id', 'name', 'started_at', 'duration_ms', 'status', 'error_message'], RUNS_BOUND)})
WHERE task_id IN {tasks:Array(String)}
ORDER BY started_at, action_id
LIMIT {limit:UInt32}`;

const CALLS_SQL = `
SELECT event_id, action_id, name, model, started_at, duration_ms, tokens_in, tokens_out, toFloat64(cost) AS usd, cost_source, error_message
FROM (${runCallsSql(['event_id', 'action_id', 'name', 'model', 'started_at', 'duration_ms', 'tokens_in', 'tokens_out', 'cost', 'cost_source', 'error_message'], RUNS_BOUND)})
WHERE task_id IN {tasks:Array(String)}
ORDER BY started_at, toString(event_id)
LIMIT {limit:UInt32}`;

/** The first actions of a run, in the order in which they began. */
export const findActions = (
  reader: Reader,
  { run, limit }: Question,
  signal?: AbortSignal,
): Promise<readonly ActionRow[]> => reader.rows<ActionRow>(ACTIONS_SQL, { ...run, limit }, signal);

/** The first calls of a run, in the order in which they began. */
export const findRunCalls = (
  reader: Reader,
  { run, limit }: Question,
  signal?: AbortSignal,
): Promise<readonly CallRow[]> => reader.rows<CallRow>(CALLS_SQL, { ...run, limit }, signal);
