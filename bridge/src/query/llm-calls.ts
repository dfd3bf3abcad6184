import type { CostSource, Json, LlmCallRecord, Spend } from '@hiveboard/sdk/contract';
import { newestFirst } from './newest-first.js';
import type { Period } from './period.js';
import { textOrNull, type Reader } from './reader.js';
import { SPEND_COLUMNS, SUMMED_COLUMNS, spendOf, type SpendRow } from './spend.js';

/** Which calls; empty strings mean all. */
export interface CallsFilter {
  readonly tenant: string;
  readonly period: Period;
  readonly agentId: string;
  readonly model: string;
  readonly taskId: string;
  readonly runId: string;
  readonly sessionId: string;
  readonly userId: string;
}

/** One page of them. */
export interface CallsQuestion extends CallsFilter {
  readonly limit: number;
  /** The last row of the page before, or null for the first page. */
  readonly after: { readonly at: number; readonly eventId: string } | null;
}

interface CallRow {
  readonly event_id: string;
  readonly ts: string;
  readonly agent_id: string;
  readonly task_id: string;
  readonly task_run_id: string;
  readonly action_id: string;
  readonly project: string;
  readonly group_name: string;
  readonly environment: string;
  readonly name: string;
  readonly model: string;
  readonly provider: string;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly usd: number;
  readonly cost_source: CostSource;
  readonly duration_ms: number | null;
  readonly error_message: string;
  readonly prompt_preview: string;
  readonly response_preview: string;
  readonly metadata: string;
  readonly plan_step: number | null;
  readonly plan_revision: number | null;
  readonly attempt: number | null;
  readonly session_id: string;
  readonly user_id: string;
}

const FILTER = `
WHERE tenant = {tenant:String}
    AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    AND ({agentId:String} = '' OR agent_id = {agentId:String})
    AND ({model:String} = '' OR model = {model:String})
    AND ({taskId:String} = '' OR task_id = {taskId:String})
    AND ({runId:String} = '' OR task_run_id = {runId:String})
    AND ({sessionId:String} = '' OR session_id = {sessionId:String})
    AND ({userId:String} = '' OR user_id = {userId:String})`;

const PAGE_SQL = `
SELECT event_id, ts, agent_id, task_id, task_run_id, action_id, project, group_name, environment, name, model, provider, tokens_in, tokens_out, cache_read_tokens,
    cache_write_tokens, reasoning_tokens, toFloat64(cost) AS usd, cost_source, duration_ms, error_message, prompt_preview, response_preview,
    metadata, plan_step, plan_revision, attempt, session_id, user_id
FROM hive.calls
${FILTER}
    AND ({afterId:String} = '' OR (ts, toString(event_id)) < (fromUnixTimestamp64Milli({afterAt:Int64}, 'UTC'), {afterId:String}))
ORDER BY ts DESC, toString(event_id) DESC
LIMIT {limit:UInt32}`;

const TOTALS_SQL = `SELECT ${SPEND_COLUMNS} FROM hive.calls AS call ${FILTER}`;

/** Filters by what rollups tell apart too; with any other, totals are of the calls themselves. */
const ROLLED_UP: ReadonlyMap<string, string> = new Map([
  ['agentId', 'agent_id'],
  ['model', 'model'],
]);

/** By days, the coarsest rollup: nothing is told apart by time. */
const ROLLED_UP_TOTALS_SQL = `
SELECT ${SUMMED_COLUMNS}
FROM hive.spend(tenant = {tenant:String}, since = {since:Int64}, until = {until:Int64}, step = 86400) AS spend
WHERE tenant = {tenant:String}
    ${[...ROLLED_UP].map(([name, column]) => `AND ({${name}:String} = '' OR ${column} = {${name}:String})`).join('\n    ')}`;

const recordOf = ({ ts, project, group_name: group, usd, ...row }: CallRow): LlmCallRecord => ({
  ...row,
  timestamp: ts,
  task_id: textOrNull(row.task_id),
  task_run_id: textOrNull(row.task_run_id),
  action_id: textOrNull(row.action_id),
  project_id: textOrNull(project),
  group,
  provider: textOrNull(row.provider),
  cost: row.cost_source === 'unpriced' ? null : usd,
  error_message: textOrNull(row.error_message),
  prompt_preview: textOrNull(row.prompt_preview),
  response_preview: textOrNull(row.response_preview),
  metadata: row.metadata === '' ? null : (JSON.parse(row.metadata) as Readonly<Record<string, Json>>),
  session_id: textOrNull(row.session_id),
  user_id: textOrNull(row.user_id),
});

/** Calls, newest first. */
export async function findCalls(
  reader: Reader,
  { period, limit, after, ...filter }: CallsQuestion,
  signal?: AbortSignal,
): Promise<readonly LlmCallRecord[]> {
  const { since, until } = period;
  const place = { afterAt: after?.at ?? 0, afterId: after?.eventId ?? '' };
  // What follows a row is not newer than it.
  const left = { since, until: after === null ? until : Math.min(until, after.at + 1) };
  const rows = await newestFirst(left, limit, (stretch, most) =>
    reader.rows<CallRow>(PAGE_SQL, { ...filter, ...stretch, ...place, limit: most }, signal),
  );
  return rows.map(recordOf);
}

/** What all calls that the filter lets through come to. */
export async function totalOfCalls(reader: Reader, filter: CallsFilter, signal?: AbortSignal): Promise<Spend> {
  const { tenant, period, ...narrowing } = filter;
  const isRolledUp = Object.entries(narrowing).every(([name, value]) => value === '' || ROLLED_UP.has(name));
  const sql = isRolledUp ? ROLLED_UP_TOTALS_SQL : TOTALS_SQL;
  const [row] = await reader.rows<SpendRow>(sql, { tenant, ...period, ...narrowing }, signal);
  return spendOf(row);
}
