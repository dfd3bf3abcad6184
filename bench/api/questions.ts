import { SPEND_COLUMNS } from '../../bridge/src/query/spend.js';
import { COMMON_MODEL, DAYS, LONG_RUN, LONG_TASK, TENANT } from './fleet.js';

/** What is asked of the API, and the same of the rows that agents sent, with no rollups, registers or views of ours. */
export interface Question {
  readonly name: string;
  /** Path and query without the period. */
  readonly path: string;
  /** How far back; without one, the path takes no period. */
  readonly days?: number;
  /** Takes the bindings `since` and `until`, in epoch milliseconds. One statement, where the API may answer more. */
  readonly raw: string;
  /** What p50 may take, in milliseconds. */
  readonly withinMs?: number;
  /** How many times less than the raw question it may read. */
  readonly timesLess?: number;
}

const AGENT = 'agent-0003';

const period = `ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({until:Int64}, 'UTC')`;

/** The sums of the API over calls, each copy once. */
const sums = (group = ''): string => `
SELECT ${group === '' ? '' : `${group} AS grouped, `}${SPEND_COLUMNS}
FROM (
    SELECT *, if(cost_source = 'reported', cost, 0) AS reported_cost, if(cost_source IN ('override', 'list'), cost, 0) AS estimated_cost,
        cost_source = 'unpriced' AS is_unpriced
    FROM hive.llm_call_log FINAL
) AS call
WHERE tenant = '${TENANT}' AND ${period}
${group === '' ? '' : 'GROUP BY grouped ORDER BY grouped'}`;

const newestCalls = (filter: string): string => `
SELECT * FROM hive.llm_call_log FINAL WHERE tenant = '${TENANT}' AND ${period} ${filter} ORDER BY ts DESC LIMIT 50`;

/** Runs out of their events: what a table of events alone makes of them. */
const runs = (having: string, order: string): string => `
SELECT task_id, task_run_id, any(agent_id), min(ts) AS began, argMax(kind, ts) AS last, dateDiff('millisecond', min(ts), max(ts)) AS took
FROM hive.events FINAL
WHERE tenant = '${TENANT}' AND ${period} AND task_run_id != ''
GROUP BY task_id, task_run_id ${having} ORDER BY ${order} DESC LIMIT 50`;

const MONTH = { days: DAYS, withinMs: 60, timesLess: 50 } as const;

export const QUESTIONS: readonly Question[] = [
  { name: 'totals 24 h', path: '/v1/metrics?metric=cost', days: 1, raw: sums() },
  { name: 'totals 7 d', path: '/v1/metrics?metric=cost', days: 7, raw: sums() },
  { name: 'totals 30 d', path: '/v1/metrics?metric=cost', raw: sums(), ...MONTH },
  { name: 'by model 30 d', path: '/v1/metrics?metric=cost&group_by=model', raw: sums('model'), ...MONTH },
  { name: 'by agent 30 d', path: '/v1/metrics?metric=cost&group_by=agent_id', raw: sums('agent_id'), ...MONTH },
  { name: 'timeseries 30 d', path: '/v1/metrics?metric=tokens', raw: sums('toStartOfDay(ts)'), ...MONTH },
  { name: 'newest calls 24 h', path: '/v1/llm-calls?limit=50', days: 1, raw: newestCalls('') },
  { name: 'newest calls 30 d', path: '/v1/llm-calls?limit=50', days: DAYS, raw: newestCalls('') },
  {
    name: 'newest calls of an agent 30 d',
    path: `/v1/llm-calls?limit=50&agent_id=${AGENT}`,
    days: DAYS,
    raw: newestCalls(`AND agent_id = '${AGENT}'`),
  },
  {
    name: 'newest calls of a model 30 d',
    path: `/v1/llm-calls?limit=50&model=${COMMON_MODEL}`,
    days: DAYS,
    raw: newestCalls(`AND model = '${COMMON_MODEL}'`),
  },
  {
    name: 'newest calls of a run 30 d',
    path: `/v1/llm-calls?limit=50&task_run_id=${LONG_RUN}`,
    days: DAYS,
    raw: newestCalls(`AND task_run_id = '${LONG_RUN}'`),
  },
  {
    name: 'fleet',
    path: '/v1/agents?limit=1000',
    withinMs: 80,
    raw: `SELECT agent_id, max(received_at), argMaxIf(summary, ts, kind = 'heartbeat'), countIf(kind = 'heartbeat')
FROM hive.events FINAL WHERE tenant = '${TENANT}' GROUP BY agent_id`,
  },
  {
    name: 'timeline',
    path: `/v1/tasks/${LONG_TASK}/timeline`,
    raw: `SELECT * FROM hive.events FINAL WHERE tenant = '${TENANT}' AND task_id = '${LONG_TASK}' ORDER BY ts`,
  },
  { name: 'newest tasks 30 d', path: '/v1/tasks?limit=50', days: DAYS, raw: runs('', 'began') },
  {
    name: 'failed tasks 30 d',
    path: '/v1/tasks?limit=50&status=failed',
    days: DAYS,
    raw: runs(`HAVING last = 'task_failed'`, 'began'),
  },
  { name: 'longest tasks 30 d', path: '/v1/tasks?limit=50&sort=duration', days: DAYS, raw: runs('', 'took') },
];

/** Nothing may take longer, in the 95th of a hundred cases. */
export const LIMIT_MS = 300;
/** How many times as long the median may take with ten times as many calls. */
export const GROWTH = 1.5;
