import { agentsSql, aliveRunsSql } from '@hiveboard/clickhouse';
import {
  AGENT_STATUSES,
  type AgentPage,
  type AgentSort,
  type AgentStatus,
  type AgentSummary,
} from '@hiveboard/sdk/contract';
import { TOLD, agentSummary, type AgentRow } from './agent-summary.js';
import { findAgentParts } from './agent-parts.js';
import { whereOf, whoseOf, type AgentsFilter } from './agents-filter.js';
import { askAmongWaits } from './ask-waits.js';
import type { Reader } from './reader.js';
import { AS_WRITTEN } from './run.js';

/** A page of agents; empty strings and lists mean all. */
export interface AgentsQuestion extends Required<AgentsFilter> {
  readonly tenant: string;
  readonly statuses: readonly string[];
  readonly sort: AgentSort;
  readonly limit: number;
  /** The last agent of the page before, or null for the first page. */
  readonly after: AgentPlace | null;
}

/** Where a page of agents ended: what it is sorted by, and the agent. */
export interface AgentPlace {
  readonly key: number;
  readonly agentId: string;
}

/** An agent, and its place in the order that was asked for. */
export interface FoundAgent {
  readonly agent: AgentSummary;
  readonly place: AgentPlace;
}

/** Agents, and how many of all that are meant stand how, whatever their status and the page. */
export interface FoundAgents {
  readonly agents: readonly FoundAgent[];
  readonly counts: AgentPage['counts'];
}

/** A row of the fleet: of the page, if it is meant. */
interface FleetRow extends AgentRow {
  readonly is_meant: number;
  readonly sort_key: number;
  /** How many of the whole fleet stand how, in the order of `AGENT_STATUSES`. */
  readonly counts: readonly number[];
}

/** What agents are sorted by, as a whole number that rises; then they go by name. */
const ORDERS: Readonly<Record<AgentSort, string>> = {
  // The status, then the longest wait. What changes with every heartbeat would never let a page rest.
  attention: `toInt64(indexOf({statusesInOrder:Array(String)}, status)) * 100000000000000
        + if(status = 'waiting', toUnixTimestamp64Milli(waiting_since), 0)`,
  name: 'toInt64(0)',
  last_seen: '-toUnixTimestamp64Milli(last_received)',
};

/** Every row tells the counts; one is there also when the page holds nobody. */
const fleetSql = (waits: string, sort: AgentSort, filter: AgentsFilter): string => `
SELECT
    agent_id,
    status,
    is_stuck,
    told,
    current,
    pending_approvals,
    oldest,
    ${ORDERS[sort]} AS sort_key,
    (empty({statuses:Array(String)}) OR has({statuses:Array(String)}, status))
        AND ({afterAgent:String} = '' OR (sort_key, agent_id) > ({afterKey:Int64}, {afterAgent:String})) AS is_meant,
    sumForEach(arrayMap(one -> toUInt32(one = status), {statusesInOrder:Array(String)})) OVER () AS counts
FROM (${agentsSql({ ...whoseOf(filter), waits, aliveRuns: `(${aliveRunsSql(whoseOf(filter))})`, told: TOLD })})
${whereOf(filter)}
QUALIFY is_meant OR agent_id = min(agent_id) OVER ()
ORDER BY is_meant DESC, sort_key, agent_id
LIMIT {limit:UInt32}
${AS_WRITTEN}`;

/** How many stand how, out of any row of an answer. */
const countsOf = (row: FleetRow | undefined): AgentPage['counts'] => {
  const of = (status: AgentStatus): number => row?.counts[AGENT_STATUSES.indexOf(status)] ?? 0;
  return {
    stuck: of('stuck'),
    error: of('error'),
    waiting: of('waiting'),
    processing: of('processing'),
    idle: of('idle'),
    offline: of('offline'),
  };
};

/** The fleet, in the order that is asked for. */
export async function findAgents(
  reader: Reader,
  { after, sort, ...filter }: AgentsQuestion,
  signal?: AbortSignal,
): Promise<FoundAgents> {
  const bindings = {
    ...filter,
    statusesInOrder: AGENT_STATUSES,
    afterKey: after?.key ?? 0,
    afterAgent: after?.agentId ?? '',
  };
  const [rows, parts] = await Promise.all([
    askAmongWaits<FleetRow>(
      reader,
      { tenant: filter.tenant, sqlOf: (waits) => fleetSql(waits, sort, filter), bindings },
      signal,
    ),
    findAgentParts(reader, filter, signal),
  ]);
  return {
    agents: rows
      .filter(({ is_meant }) => is_meant === 1)
      .map((row) => ({ agent: agentSummary(row, parts), place: { key: row.sort_key, agentId: row.agent_id } })),
    counts: countsOf(rows[0]),
  };
}
