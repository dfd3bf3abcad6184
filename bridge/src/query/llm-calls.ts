import type { SpendColumn } from '@hiveboard/clickhouse';
import type { CallSort, CostSource, Json, LlmCallRecord, Spend } from '@hiveboard/sdk/contract';
import { CALLS_DURING } from './measure.js';
import { newestSince } from './newest-first.js';
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

/** What calls are narrowed down by. */
type Narrowing = Omit<CallsFilter, 'tenant' | 'period'>;

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

/** What a call must be, by each filter that says something. */
const CONDITIONS: Readonly<Record<keyof Narrowing, string>> = {
  agentId: 'agent_id = {agentId:String}',
  model: 'model = {model:String}',
  taskId: 'task_id = {taskId:String}',
  runId: 'task_run_id = {runId:String}',
  sessionId: 'session_id = {sessionId:String}',
  userId: 'user_id = {userId:String}',
  provider: 'provider = {provider:String}',
  taskType: 'task_type = {taskType:String}',
  project: 'project = {project:String}',
  environment: 'environment = {environment:String}',
  group: 'group_name = {group:String}',
  costSource: 'cost_source = {costSource:String}',
  failed: "(error_message != '') = ({failed:String} = 'true')",
};
const isFilter = (name: string): name is keyof Narrowing => Object.hasOwn(CONDITIONS, name);
/** The filters that say something: whoever knows which need not have ClickHouse think about the others. */
const told = (narrowing: Narrowing): readonly (keyof Narrowing)[] =>
  Object.keys(CONDITIONS)
    .filter(isFilter)
    .filter((name) => narrowing[name] !== '');

const and = (...conditions: readonly string[]): string => conditions.join('\n    AND ') || 'true';
const OF_PERIOD = `tenant = {tenant:String} AND ${CALLS_DURING}`;
const conditionsOf = (narrowing: Narrowing): readonly string[] => told(narrowing).map((name) => CONDITIONS[name]);

// Copies of a call are of one tenant and of one time, so that others are left out before copies become one (PREWHERE).
const pageSql = ({ sort, after }: Pick<CallsQuestion, 'sort' | 'after'>, narrowing: Narrowing): string => {
  const { key, order } = ORDERS[sort];
  const beyond = `(sort_key, toString(event_id)) ${order === 'ASC' ? '>' : '<'} ({afterKey:Int64}, {afterId:String})`;
  return `
SELECT event_id, ts, agent_id, task_id, task_run_id, action_id, project, group_name, environment, name, model, provider, tokens_in, tokens_out, cache_read_tokens,
    cache_write_tokens, reasoning_tokens, toFloat64(cost) AS usd, cost_source, duration_ms, error_message, prompt_preview, response_preview,
    metadata, plan_step, plan_revision, attempt, session_id, user_id, service_tier, ${key} AS sort_key
FROM hive.llm_call_log FINAL
PREWHERE ${OF_PERIOD}
WHERE ${and(...conditionsOf(narrowing), ...(after === null ? [] : [beyond]))}
ORDER BY sort_key ${order}, toString(event_id) ${order}
LIMIT {limit:UInt32}`;
};

/** When the newest were: copies of a call are told of too. */
const momentsSql = (narrowing: Narrowing): string => `
SELECT toUnixTimestamp64Milli(ts) AS at
FROM hive.llm_call_log
WHERE ${and(OF_PERIOD, ...conditionsOf(narrowing))}
ORDER BY ts DESC
LIMIT {limit:UInt32}`;

const totalsSql = (narrowing: Narrowing): string =>
  `SELECT ${SPEND_COLUMNS} FROM hive.calls AS call WHERE ${and(OF_PERIOD, ...conditionsOf(narrowing))}`;

/** Filters by what rollups tell apart too; with any other, totals are of the calls themselves. */
const ROLLED_UP: ReadonlyMap<keyof Narrowing, SpendColumn> = new Map([
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
  { tenant, sort, period, limit, after, ...narrowing }: CallsQuestion,
  signal?: AbortSignal,
): Promise<readonly FoundCall[]> {
  const page = pageSql({ sort, after }, narrowing);
  const moments = momentsSql(narrowing);
  const bindings = { tenant, ...narrowing, afterKey: after?.key ?? 0, afterId: after?.eventId ?? '' };
  const ask = (during: Period, most: number): Promise<readonly CallRow[]> =>
    reader.rows<CallRow>(page, { ...bindings, ...during, limit: most }, signal);
  const momentsIn = async (during: Period, most: number): Promise<readonly number[]> =>
    (await reader.rows<{ readonly at: number }>(moments, { ...bindings, ...during, limit: most }, signal)).map(
      ({ at }) => at,
    );
  // What follows a row is not newer than it.
  const newest = { ...period, until: Math.min(period.until, (after?.key ?? Infinity) + 1) };
  const rows =
    sort !== 'newest'
      ? await ask(period, limit)
      : // Calls of one run are few, and found by its id.
        narrowing.runId === ''
        ? await newestSince(newest, limit, { momentsIn, rowsIn: ask })
        : await ask(newest, limit);
  return rows.map((row) => ({
    call: recordOf(row),
    place: { key: row.sort_key, eventId: row.event_id },
  }));
}

/** What all calls that the filter lets through come to. */
export async function totalOfCalls(reader: Reader, filter: CallsFilter, signal?: AbortSignal): Promise<Spend> {
  const { tenant, period, ...narrowing } = filter;
  const filters = told(narrowing).flatMap((name) => {
    const column = ROLLED_UP.get(name);
    return column === undefined ? [] : [{ name, column }];
  });
  if (filters.length < told(narrowing).length) {
    const [row] = await reader.rows<SpendRow>(totalsSql(narrowing), { tenant, ...period, ...narrowing }, signal);
    return spendOf(row);
  }
  const [total] = await askSpend<SpendRow>(
    reader,
    {
      tenant,
      period,
      // By days, the coarsest rollup: nothing is told apart by time.
      step: 86_400,
      columns: [...filters.map(({ column }) => column), ...SUMMED],
      sqlOf: (source) =>
        `SELECT ${SUMMED_COLUMNS} FROM ${source} AS spend WHERE ${and(...filters.map(({ name }) => CONDITIONS[name]))}`,
      bindings: narrowing,
    },
    signal,
  );
  return spendOf(total);
}
