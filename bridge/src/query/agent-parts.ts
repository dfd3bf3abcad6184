import { whereOf } from './agents-filter.js';
import type { Reader } from './reader.js';
import { SPEND_COLUMNS, type SpendRow } from './spend.js';

/** What an agent last said of itself. Cards alone show it, so it does not go through what its status is made of. */
export interface ProfileRow {
  readonly agent_id: string;
  readonly type: string;
  readonly version: string;
  readonly framework: string;
  readonly runtime: string;
  readonly sdk_version: string;
  readonly last_beat: string;
  readonly heartbeat_age_seconds: number;
  readonly heartbeat_summary: string;
}

/** What the runs of an agent came to in the last hour, and how often it beat. */
export interface HourRow {
  readonly agent_id: string;
  readonly completed: number;
  readonly failed: number;
  readonly avg_duration_ms: number | null;
  readonly throughput: readonly number[];
  readonly beats: readonly number[];
}

interface HourSpendRow extends SpendRow {
  readonly agent_id: string;
}

/** What waits for an agent: its queue, if it has one, and its open issues by how severe they are. */
export interface WaitingRow {
  readonly agent_id: string;
  readonly last_updated: string;
  readonly depth: number;
  readonly oldest_age_seconds: number | null;
  readonly processing: string;
  readonly issues: number;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

/** What is told of agents beside how they stand, each by the agent's id. */
export interface AgentParts {
  readonly profiles: ReadonlyMap<string, ProfileRow>;
  readonly hours: ReadonlyMap<string, HourRow>;
  readonly spend: ReadonlyMap<string, HourSpendRow>;
  readonly waiting: ReadonlyMap<string, WaitingRow>;
}

const profilesSql = (where: string): string => `
SELECT
    agent_id,
    tupleElement(max(type), 2) AS type,
    tupleElement(max(version), 2) AS version,
    tupleElement(max(framework), 2) AS framework,
    tupleElement(max(runtime), 2) AS runtime,
    tupleElement(max(sdk_version), 2) AS sdk_version,
    max(last_heartbeat) AS last_beat,
    dateDiff('second', last_beat, now64(3, 'UTC')) AS heartbeat_age_seconds,
    tupleElement(max(heartbeat_summary), 2) AS heartbeat_summary
FROM hive.agent_registers ${where}
GROUP BY agent_id`;
const hoursSql = (where: string): string =>
  `SELECT agent_id, completed, failed, avg_duration_ms, throughput, beats FROM hive.agent_hours ${where}`;
const spendSql = (where: string): string =>
  `SELECT agent_id, ${SPEND_COLUMNS} FROM hive.last_hour_calls AS call ${where} GROUP BY agent_id`;
const waitingSql = (where: string): string => `
SELECT agent_id, last_updated, depth, oldest_age_seconds, processing, issues, critical, high, medium, low
FROM (SELECT agent_id, last_updated, depth, oldest_age_seconds, processing FROM hive.queues ${where}) AS queue
FULL OUTER JOIN
(
    SELECT agent_id, count() AS issues,
        countIf(severity = 'critical') AS critical, countIf(severity = 'high') AS high,
        countIf(severity = 'medium') AS medium, countIf(severity = 'low') AS low
    FROM hive.issues ${where} AND is_open
    GROUP BY agent_id
) AS issue USING (agent_id)`;

/** The parts of the records of all agents of a tenant, or of one; asked at the same time, since none needs another. */
export async function findAgentParts(
  reader: Reader,
  { tenant, agentId }: { readonly tenant: string; readonly agentId: string },
  signal?: AbortSignal,
): Promise<AgentParts> {
  const where = whereOf({ agentId });
  const ask = async <Row extends { readonly agent_id: string }>(
    sql: (where: string) => string,
  ): Promise<ReadonlyMap<string, Row>> => {
    const rows = await reader.rows<Row>(sql(where), { tenant, agentId }, signal);
    return new Map(rows.map((row) => [row.agent_id, row]));
  };
  const [profiles, hours, spend, waiting] = await Promise.all([
    ask<ProfileRow>(profilesSql),
    ask<HourRow>(hoursSql),
    ask<HourSpendRow>(spendSql),
    ask<WaitingRow>(waitingSql),
  ]);
  return { profiles, hours, spend, waiting };
}
