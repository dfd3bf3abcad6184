import type { AgentPipelineCounts, FleetPipeline, PipelineCounts } from '@hiveboard/sdk/contract';
import type { Reader } from './reader.js';

/** Which agents; empty strings mean all. */
export interface FleetPipelineQuestion {
  readonly tenant: string;
  readonly environment: string;
  readonly group: string;
  readonly limit: number;
}

interface Row {
  /** 1 for the row that adds up all agents. */
  readonly is_total: number;
  readonly agents: number;
  readonly agent_id: string;
  readonly environment: string;
  readonly group_name: string;
  readonly depth: number;
  readonly oldest_age: number | null;
  readonly issues: number;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly todos: number;
  readonly high_todos: number;
  readonly schedules: number;
  readonly missed: number;
  readonly approvals: number;
  readonly longest_wait: number | null;
}

/** The fleet is looked at once: for each agent, and for all of them together, which comes first. */
const SQL = `
SELECT grouping(agent_id) AS is_total, count() AS agents, agent_id, environment, group_name,
    sum(queue_depth) AS depth, max(queue_oldest_age_seconds) AS oldest_age,
    sum(active_issues) AS issues, sum(critical_issues) AS critical, sum(high_issues) AS high, sum(medium_issues) AS medium,
    sum(active_todos) AS todos, sum(high_priority_todos) AS high_todos,
    sum(enabled_schedules) AS schedules, sum(missed_runs) AS missed,
    sum(pending_approvals) AS approvals, max(longest_approval_wait_seconds) AS longest_wait
FROM hive.agent_pipelines
WHERE tenant = {tenant:String} AND has_any
    AND ({environment:String} = '' OR environment = {environment:String})
    AND ({group:String} = '' OR group_name = {group:String})
GROUP BY GROUPING SETS ((agent_id, environment, group_name), ())
ORDER BY is_total DESC, critical DESC, high DESC, longest_wait DESC NULLS LAST, missed DESC, oldest_age DESC NULLS LAST, depth DESC,
    todos DESC, agent_id
LIMIT {rows:UInt32}`;

const NOTHING: PipelineCounts = {
  queue_depth: 0,
  queue_oldest_age_seconds: null,
  active_issues: { total: 0, critical: 0, high: 0, medium: 0 },
  active_todos: { total: 0, high: 0 },
  enabled_schedules: 0,
  missed_runs: 0,
  pending_approvals: 0,
  longest_approval_wait_seconds: null,
};

const countsOf = (row: Row): PipelineCounts => ({
  queue_depth: row.depth,
  queue_oldest_age_seconds: row.oldest_age,
  active_issues: { total: row.issues, critical: row.critical, high: row.high, medium: row.medium },
  active_todos: { total: row.todos, high: row.high_todos },
  enabled_schedules: row.schedules,
  missed_runs: row.missed,
  pending_approvals: row.approvals,
  longest_approval_wait_seconds: row.longest_wait,
});

const agentOf = (row: Row): AgentPipelineCounts => ({
  agent_id: row.agent_id,
  environment: row.environment,
  group: row.group_name,
  ...countsOf(row),
});

/** Agents in or for which anything waits, the worst first, and totals over all of them. */
export async function findFleetPipeline(
  reader: Reader,
  { limit, ...filter }: FleetPipelineQuestion,
  signal?: AbortSignal,
): Promise<FleetPipeline> {
  // The totals are a row, and one agent more tells that there are more.
  const rows = await reader.rows<Row>(SQL, { ...filter, rows: limit + 2 }, signal);
  const total = rows.find(({ is_total }) => is_total === 1);
  const agents = rows.filter(({ is_total }) => is_total === 0);
  return {
    data: agents.slice(0, limit).map(agentOf),
    pagination: { cursor: null, has_more: agents.length > limit },
    totals:
      total === undefined || total.agents === 0
        ? { agents: 0, ...NOTHING }
        : { agents: total.agents, ...countsOf(total) },
  };
}
