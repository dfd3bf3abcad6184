import { agentHoursSql, issuesSql, queuesSql } from '@hiveboard/clickhouse';
import { whereOf, whoseOf, type AgentsFilter } from './agents-filter.js';
import type { Reader } from './reader.js';
import { AS_WRITTEN } from './run.js';
import { SPEND_COLUMNS, type SpendRow } from './spend.js';

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
  readonly hours: ReadonlyMap<string, HourRow>;
  readonly spend: ReadonlyMap<string, HourSpendRow>;
  readonly waiting: ReadonlyMap<string, WaitingRow>;
}

/** A statement about all agents of the bound tenant, or about one. */
type Part = (ofWhom: AgentsFilter) => string;

const hoursSql: Part = (ofWhom) => `
SELECT agent_id, completed, failed, avg_duration_ms, throughput, beats FROM (${agentHoursSql(whoseOf(ofWhom))}) ${AS_WRITTEN}`;
const spendSql: Part = (ofWhom) =>
  `SELECT agent_id, ${SPEND_COLUMNS} FROM hive.last_hour_calls AS call ${whereOf(ofWhom)} GROUP BY agent_id`;
/** An agent has one queue at the most, and any number of issues. */
const waitingSql: Part = (ofWhom) => `
SELECT agent_id, max(updated) AS last_updated, max(told_depth) AS depth, max(told_age) AS oldest_age_seconds, max(work) AS processing,
    sum(is_issue) AS issues, countIf(severity = 'critical') AS critical, countIf(severity = 'high') AS high,
    countIf(severity = 'medium') AS medium, countIf(severity = 'low') AS low
FROM
(
    SELECT agent_id, last_updated AS updated, depth AS told_depth, oldest_age_seconds AS told_age, processing AS work,
        0 AS is_issue, '' AS severity
    FROM (${queuesSql(['last_updated', 'depth', 'told_age', 'oldest_age_seconds', 'processing'], whoseOf(ofWhom))})
    UNION ALL
    SELECT agent_id, toDateTime64(0, 3, 'UTC'), 0, NULL, '', 1, severity
    FROM (${issuesSql(['last_action', 'is_open', 'severity'], whoseOf(ofWhom))})
    WHERE is_open
)
GROUP BY agent_id
${AS_WRITTEN}`;

/** The parts of the records of all agents of a tenant, or of one; asked at the same time, since none needs another. */
export async function findAgentParts(
  reader: Reader,
  { tenant, agentId }: { readonly tenant: string; readonly agentId: string },
  signal?: AbortSignal,
): Promise<AgentParts> {
  const ask = async <Row extends { readonly agent_id: string }>(sqlOf: Part): Promise<ReadonlyMap<string, Row>> => {
    const rows = await reader.rows<Row>(sqlOf({ agentId }), { tenant, agentId }, signal);
    return new Map(rows.map((row) => [row.agent_id, row]));
  };
  const [hours, spend, waiting] = await Promise.all([
    ask<HourRow>(hoursSql),
    ask<HourSpendRow>(spendSql),
    ask<WaitingRow>(waitingSql),
  ]);
  return { hours, spend, waiting };
}
