import type { SpendColumn } from '@hiveboard/clickhouse';
import type { CallSort, CostSource, Json, LlmCallRecord, Spend } from '@hiveboard/sdk/contract';
import { CALLS_DURING } from './measure.js';
import { newestFirst } from './newest-first.js';
import { askSpend } from './ask-spend.js';
import type { Period } from './period.js';
import { textOrNull, type Reader } from './reader.js';
import { SPEND_COLUMNS, SUMMED, SUMMED_COLUMNS, spendOf, type SpendRow } from './spend.js';

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
  readonly provider: string;
  readonly taskType: string;
  readonly project: string;
  readonly environment: string;
  readonly group: string;
  readonly costSource: CostSource | '';
  /** Those that failed, those that did not, or all. */
  readonly failed: 'true' | 'false' | '';
}

/** One page of them. */
export interface CallsQuestion extends CallsFilter {
  readonly sort: CallSort;
  readonly limit: number;
  /** The last row of the page before, or null for the first page. */
  readonly after: CallPlace | null;
}

/** Where a page of calls ended: what it is sorted by, and the call. */
export interface CallPlace {
  readonly key: number;
  readonly eventId: string;
}

/** A call, and its place in the order that was asked for. */
export interface FoundCall {
  readonly call: LlmCallRecord;
  readonly place: CallPlace;
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
  readonly service_tier: string;
  readonly sort_key: number;
}

/** A number as the greatest that JSON keeps exactly allows, -1 for one that nobody knows. */
const wholeNumber = (expression: string): string =>
  `toInt64(least(ifNull(${expression}, -1), ${Number.MAX_SAFE_INTEGER}.))`;

/** What calls are sorted by, and which end comes first; `key` is a whole number that JSON keeps exactly. */
const ORDERS: Readonly<Record<CallSort, { readonly key: string; readonly order: 'ASC' | 'DESC' }>> = {
  newest: { key: 'toUnixTimestamp64Milli(ts)', order: 'DESC' },
  oldest: { key: 'toUnixTimestamp64Milli(ts)', order: 'ASC' },
  // In billionths of a dollar, reported or estimated. What nobody knows comes last.
  cost: { key: wholeNumber("if(cost_source = 'unpriced', NULL, round(toFloat64(cost) * 1e9))"), order: 'DESC' },
  tokens: {
    key: wholeNumber(
      'if(tokens_in IS NULL AND tokens_out IS NULL, NULL, toFloat64(ifNull(tokens_in, 0)) + ifNull(tokens_out, 0))',
    ),
    order: 'DESC',
  },
  // In microseconds.
  duration: {
    key: wholeNumber('if(isFinite(duration_ms), round(greatest(duration_ms, 0) * 1000), NULL)'),
    order: 'DESC',
  },
};

const FILTER = `
WHERE tenant = {tenant:String}
    AND ${CALLS_DURING}
    AND ({agentId:String} = '' OR agent_id = {agentId:String})
    AND ({model:String} = '' OR model = {model:String})
    AND ({taskId:String} = '' OR task_id = {taskId:String})
    AND ({runId:String} = '' OR task_run_id = {runId:String})
    AND ({sessionId:String} = '' OR session_id = {sessionId:String})
    AND ({userId:String} = '' OR user_id = {userId:String})
    AND ({provider:String} = '' OR provider = {provider:String})
    AND ({taskType:String} = '' OR task_type = {taskType:String})
    AND ({project:String} = '' OR project = {project:String})
    AND ({environment:String} = '' OR environment = {environment:String})
    AND ({group:String} = '' OR group_name = {group:String})
    AND ({costSource:String} = '' OR cost_source = {costSource:String})
    AND ({failed:String} = '' OR (error_message != '') = ({failed:String} = 'true'))`;

const pageSql = (sort: CallSort): string => {
  const { key, order } = ORDERS[sort];
  return `
SELECT event_id, ts, agent_id, task_id, task_run_id, action_id, project, group_name, environment, name, model, provider, tokens_in, tokens_out, cache_read_tokens,
    cache_write_tokens, reasoning_tokens, toFloat64(cost) AS usd, cost_source, duration_ms, error_message, prompt_preview, response_preview,
    metadata, plan_step, plan_revision, attempt, session_id, user_id, service_tier, ${key} AS sort_key
FROM hive.calls
${FILTER}
    AND ({afterId:String} = '' OR (sort_key, toString(event_id)) ${order === 'ASC' ? '>' : '<'} ({afterKey:Int64}, {afterId:String}))
ORDER BY sort_key ${order}, toString(event_id) ${order}
LIMIT {limit:UInt32}`;
};

const TOTALS_SQL = `SELECT ${SPEND_COLUMNS} FROM hive.calls AS call ${FILTER}`;

/** Filters by what rollups tell apart too; with any other, totals are of the calls themselves. */
const ROLLED_UP: ReadonlyMap<string, SpendColumn> = new Map([
  ['agentId', 'agent_id'],
  ['model', 'model'],
  ['provider', 'provider'],
  ['taskType', 'task_type'],
  ['project', 'project'],
  ['environment', 'environment'],
  ['group', 'group_name'],
  ['costSource', 'cost_source'],
]);

const recordOf = ({ ts, project, group_name: group, usd, sort_key: _, ...row }: CallRow): LlmCallRecord => ({
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
  service_tier: textOrNull(row.service_tier),
});

/** Calls, in the order that is asked for. */
export async function findCalls(
  reader: Reader,
  { sort, period, limit, after, ...filter }: CallsQuestion,
  signal?: AbortSignal,
): Promise<readonly FoundCall[]> {
  const place = { afterKey: after?.key ?? 0, afterId: after?.eventId ?? '' };
  const ask = ({ since, until }: Period, most: number) =>
    reader.rows<CallRow>(pageSql(sort), { ...filter, since, until, ...place, limit: most }, signal);
  // What follows a row is not newer than it.
  const newest = { ...period, until: Math.min(period.until, (after?.key ?? Infinity) + 1) };
  const rows =
    sort !== 'newest'
      ? await ask(period, limit)
      : // Calls of one run are few, and found by its id.
        filter.runId === ''
        ? await newestFirst(newest, limit, ask)
        : await ask(newest, limit);
  return rows.map((row) => ({
    call: recordOf(row),
    place: { key: row.sort_key, eventId: row.event_id },
  }));
}

/** What all calls that the filter lets through come to. */
export async function totalOfCalls(reader: Reader, filter: CallsFilter, signal?: AbortSignal): Promise<Spend> {
  const { tenant, period, ...narrowing } = filter;
  const bindings = { tenant, ...period, ...narrowing };
  const told = Object.entries(narrowing).flatMap(([name, value]) => (value === '' ? [] : [name]));
  const filters = [...ROLLED_UP].filter(([name]) => told.includes(name));
  if (filters.length < told.length) return spendOf((await reader.rows<SpendRow>(TOTALS_SQL, bindings, signal))[0]);
  const [total] = await askSpend<SpendRow>(
    reader,
    {
      tenant,
      period,
      // By days, the coarsest rollup: nothing is told apart by time.
      step: 86_400,
      columns: [...filters.map(([, column]) => column), ...SUMMED],
      sqlOf: (source) =>
        `SELECT ${SUMMED_COLUMNS} FROM ${source} AS spend WHERE ${filters.map(([name, column]) => `${column} = {${name}:String}`).join(' AND ') || 'true'}`,
      bindings: narrowing,
    },
    signal,
  );
  return spendOf(total);
}
