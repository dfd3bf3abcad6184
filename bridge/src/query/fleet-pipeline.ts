import type { AgentPipelineCounts, FleetPipeline, PipelineCounts, PipelineSort } from '@hiveboard/sdk/contract';
import type { Reader } from './reader.js';

/** Which agents; empty strings mean all. */
export interface FleetPipelineQuestion {
  readonly tenant: string;
  readonly environment: string;
  readonly group: string;
  readonly sort: PipelineSort;
  readonly limit: number;
  /** The last agent of the page before, or null for the first page. */
  readonly after: PipelinePlace | null;
}

/** Where a page of agents ended: what it is sorted by, and the agent. */
export interface PipelinePlace {
  readonly key: readonly number[];
  readonly agentId: string;
}

/** An agent, and its place in the order that was asked for. */
export interface FoundCounts {
  readonly agent: AgentPipelineCounts;
  readonly place: PipelinePlace;
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
  readonly sort_key: readonly number[];
}

/** Later than any moment. */
const NEVER = '8640000000000000';
const momentOf = (since: string): string => `ifNull(toUnixTimestamp64Milli(${since}), ${NEVER})`;
const ageOf = (since: string): string =>
  `if(isNull(${since}), NULL, greatest(dateDiff('millisecond', ${since}, now64(3, 'UTC')), 0) / 1000)`;

/** What agents are sorted by, as whole numbers that rise; then they go by name. Since when is no older with every second. */
const KEYS: Readonly<Record<PipelineSort, readonly string[]>> = {
  attention: ['-critical', '-high', momentOf('waiting_since'), '-missed', momentOf('oldest_since'), '-depth', '-todos'],
  name: [],
};

/** The fleet is looked at once: for each agent, and for all of them together, which comes first, whatever the page. */
const sqlOf = (sort: PipelineSort): string => `
SELECT grouping(agent_id) AS is_total, count() AS agents, agent_id, environment, group_name,
    sum(queue_depth) AS depth, min(queue_oldest_since) AS oldest_since, ${ageOf('oldest_since')} AS oldest_age,
    sum(active_issues) AS issues, sum(critical_issues) AS critical, sum(high_issues) AS high, sum(medium_issues) AS medium,
    sum(active_todos) AS todos, sum(high_priority_todos) AS high_todos,
    sum(enabled_schedules) AS schedules, sum(missed_runs) AS missed,
    sum(pending_approvals) AS approvals, min(approval_oldest_since) AS waiting_since, ${ageOf('waiting_since')} AS longest_wait,
    CAST([${KEYS[sort].join(', ')}], 'Array(Int64)') AS sort_key
FROM hive.agent_pipelines
WHERE tenant = {tenant:String} AND has_any
    AND ({environment:String} = '' OR environment = {environment:String})
    AND ({group:String} = '' OR group_name = {group:String})
GROUP BY GROUPING SETS ((agent_id, environment, group_name), ())
HAVING is_total OR {afterAgent:String} = '' OR (sort_key, agent_id) > ({afterKey:Array(Int64)}, {afterAgent:String})
ORDER BY is_total DESC, sort_key, agent_id
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

/** Agents in or for which anything waits, in the order that is asked for, and totals over all of them. */
export async function findFleetPipeline(
  reader: Reader,
  { limit, sort, after, ...filter }: FleetPipelineQuestion,
  signal?: AbortSignal,
): Promise<{ readonly agents: readonly FoundCounts[]; readonly totals: FleetPipeline['totals'] }> {
  const place = { afterKey: `[${after?.key.join(',') ?? ''}]`, afterAgent: after?.agentId ?? '' };
  // The totals are a row more.
  const rows = await reader.rows<Row>(sqlOf(sort), { ...filter, ...place, rows: limit + 1 }, signal);
  const total = rows.find(({ is_total }) => is_total === 1);
  return {
    agents: rows
      .filter(({ is_total }) => is_total === 0)
      .map((row) => ({ agent: agentOf(row), place: { key: row.sort_key, agentId: row.agent_id } })),
    totals:
      total === undefined || total.agents === 0
        ? { agents: 0, ...NOTHING }
        : { agents: total.agents, ...countsOf(total) },
  };
}
