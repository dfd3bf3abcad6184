import { endingsSql } from '@hiveboard/clickhouse';
import type { AgentDetail, HeartbeatRecord, Json } from '@hiveboard/sdk/contract';
import { statsOf } from './agent-summary.js';
import { findAgents } from './agents.js';
import { askSpend } from './ask-spend.js';
import { intervalSeconds, type Period } from './period.js';
import { textOrNull, type Reader } from './reader.js';
import { SUMMED, SUMMED_COLUMNS, spendOf, type SpendRow } from './spend.js';

/** Which agent, and the period of its time series. */
export interface AgentDetailQuestion {
  readonly tenant: string;
  readonly agentId: string;
  readonly period: Period;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface EndingsRow {
  /** Where it belongs: when the bucket began, in epoch milliseconds, or {@link LAST_DAY}. */
  readonly at: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly avg_duration_ms: number | null;
}

interface EventsRow {
  readonly at: number;
  readonly errors: number;
  readonly escalations: number;
  readonly retries: number;
}

interface SpentRow extends SpendRow {
  readonly at: number;
}

const DAY_MS = 24 * 3_600_000;
/** The place of what counts for the last day, beside the buckets of the period. */
const LAST_DAY = -1;
/** As coarse as the coarsest rollup. */
const WHOLE_SECONDS = 24 * 3600;

const bucketOf = (moment: string): string =>
  `intDiv(toUnixTimestamp64Milli(${moment}), {step:UInt32} * 1000) * {step:UInt32} * 1000`;

/** Where something belongs that happened in the period, in the last day, or in both. */
const placesOf = (moment: string): string => `arrayJoin(arrayConcat(
        if(${moment} >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ${moment} < fromUnixTimestamp64Milli({until:Int64}, 'UTC'),
            [${bucketOf(moment)}], []),
        if(${moment} >= fromUnixTimestamp64Milli({day:Int64}, 'UTC'), [toInt64(${LAST_DAY})], []))) AS at`;

const ENDINGS_SQL = `
SELECT ${placesOf('ended_at')},
    countIf(outcome = 'completed') AS completed, countIf(outcome = 'failed') AS failed, countIf(outcome = 'cancelled') AS cancelled,
    avgOrNullIf(duration_ms, outcome = 'completed') AS avg_duration_ms
FROM (${endingsSql("fromUnixTimestamp64Milli({first:Int64}, 'UTC')", 'tenant = {tenant:String}')})
WHERE agent_id = {agentId:String}
GROUP BY at`;

/** Copies of an event are alike: each id counts once. */
const EVENTS_SQL = `
SELECT ${placesOf('ts')},
    uniqExactIf(event_id, kind IN ('action_failed', 'task_failed')) AS errors,
    uniqExactIf(event_id, kind = 'escalated') AS escalations,
    uniqExactIf(event_id, kind = 'retry') AS retries
FROM hive.events
WHERE tenant = {tenant:String} AND agent_id = {agentId:String} AND ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    AND kind IN ('action_failed', 'task_failed', 'escalated', 'retry')
GROUP BY at`;

const spendSql = (source: string): string => `
SELECT ${bucketOf('ts')} AS at, ${SUMMED_COLUMNS}
FROM ${source} AS spend
WHERE agent_id = {agentId:String}
GROUP BY at`;

const wholeSpendSql = (source: string): string => `
SELECT ${SUMMED_COLUMNS}
FROM ${source} AS spend
WHERE agent_id = {agentId:String}`;

const HISTORY_SQL = `
SELECT ts, summary, JSONExtractRaw(data, 'data') AS sent
FROM hive.events
WHERE tenant = {tenant:String} AND agent_id = {agentId:String} AND kind = 'heartbeat'
    AND ts >= fromUnixTimestamp64Milli({day:Int64}, 'UTC') AND (summary != '' OR sent NOT IN ('', 'null'))
ORDER BY ts DESC, event_id DESC
LIMIT 1 BY ts, event_id
LIMIT 24`;

interface HeartbeatRow {
  readonly ts: string;
  readonly summary: string;
  readonly sent: string;
}

const heartbeatOf = ({ ts, summary, sent }: HeartbeatRow): HeartbeatRecord => ({
  timestamp: ts,
  summary: textOrNull(summary),
  data: sent === '' || sent === 'null' ? null : (JSON.parse(sent) as Readonly<Record<string, Json>>),
});

const byPlace = <Row extends { readonly at: number }>(rows: readonly Row[]): ReadonlyMap<number, Row> =>
  new Map(rows.map((row) => [row.at, row]));

/** One agent and what became of it; undefined for one that nobody has heard of. */
export async function findAgent(
  reader: Reader,
  { tenant, agentId, period, now }: AgentDetailQuestion,
  signal?: AbortSignal,
): Promise<AgentDetail | undefined> {
  const everywhere = {
    environment: '',
    group: '',
    project: '',
    statuses: [],
    text: '',
    sort: 'name',
    limit: 1,
    after: null,
  } as const;
  const seconds = intervalSeconds(period);
  const day = now - DAY_MS;
  const first = Math.min(period.since, day);
  const bindings = {
    tenant,
    agentId,
    ...period,
    step: seconds,
    day,
    first,
  };
  const columns = ['agent_id', ...SUMMED] as const;
  const inSteps = { tenant, period, step: seconds, columns, sqlOf: spendSql, bindings: { agentId, step: seconds } };
  const lastDay = { since: day, until: now + DAY_MS };
  const whole = { tenant, period: lastDay, step: WHOLE_SECONDS, columns, sqlOf: wholeSpendSql, bindings: { agentId } };
  const [found, endings, events, spend, [daySpend], history] = await Promise.all([
    findAgents(reader, { ...everywhere, tenant, agentId }, signal),
    reader.rows<EndingsRow>(ENDINGS_SQL, bindings, signal).then(byPlace),
    reader.rows<EventsRow>(EVENTS_SQL, bindings, signal).then(byPlace),
    askSpend<SpentRow>(reader, inSteps, signal).then(byPlace),
    askSpend<SpendRow>(reader, whole, signal),
    reader.rows<HeartbeatRow>(HISTORY_SQL, bindings, signal),
  ]);
  const [known] = found.agents;
  if (known === undefined) return undefined;
  const step = seconds * 1000;
  const begin = Math.floor(period.since / step) * step;
  const buckets = Array.from({ length: Math.ceil((period.until - begin) / step) }, (_, index) => begin + index * step);
  return {
    ...known.agent,
    stats_24h: {
      ...statsOf(endings.get(LAST_DAY), daySpend),
      tasks_cancelled: endings.get(LAST_DAY)?.cancelled ?? 0,
      errors: events.get(LAST_DAY)?.errors ?? 0,
      escalations: events.get(LAST_DAY)?.escalations ?? 0,
      retries: events.get(LAST_DAY)?.retries ?? 0,
    },
    metrics_timeseries: {
      since: new Date(period.since).toISOString(),
      until: new Date(period.until).toISOString(),
      interval_seconds: seconds,
      buckets: buckets.map((at) => ({
        timestamp: new Date(at).toISOString(),
        tasks_completed: endings.get(at)?.completed ?? 0,
        tasks_failed: endings.get(at)?.failed ?? 0,
        errors: events.get(at)?.errors ?? 0,
        ...spendOf(spend.get(at)),
      })),
    },
    heartbeat_history: history.map(heartbeatOf),
  };
}
