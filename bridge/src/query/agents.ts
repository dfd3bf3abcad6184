import {
  AGENT_STATUSES,
  type AgentPage,
  type AgentSort,
  type AgentStatus,
  type AgentSummary,
} from '@hiveboard/sdk/contract';
import { agentSummary, type AgentRow } from './agent-summary.js';
import { findAgentParts } from './agent-parts.js';
import type { Reader } from './reader.js';

/** Which agents; empty strings and lists mean all. */
export interface AgentsQuestion {
  readonly tenant: string;
  readonly agentId: string;
  readonly environment: string;
  readonly group: string;
  readonly statuses: readonly string[];
  /** Found anywhere in the id, in upper or lower case. */
  readonly text: string;
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
  readonly counts: Readonly<Partial<Record<AgentStatus, number>>>;
}

/** What agents are sorted by, as a whole number that rises; then they go by name. */
const ORDERS: Readonly<Record<AgentSort, string>> = {
  // The status, then the longest wait. What changes with every heartbeat would never let a page rest.
  attention: `toInt64(indexOf({attention:Array(String)}, status)) * 100000000000000
        + if(status = 'waiting', toUnixTimestamp64Milli(waiting_since), 0)`,
  name: 'toInt64(0)',
  last_seen: '-toUnixTimestamp64Milli(last_received)',
};

/** The first row tells the counts, and is there also when the page holds nobody. */
const fleetSql = (sort: AgentSort): string => `
SELECT * EXCEPT is_first, if(is_first, fleet, map()) AS counts
FROM
(
    SELECT
        agent.*,
        dateDiff('second', last_heartbeat, now64(3, 'UTC')) AS heartbeat_age_seconds,
        ${ORDERS[sort]} AS sort_key,
        (empty({statuses:Array(String)}) OR has({statuses:Array(String)}, status))
            AND ({afterAgent:String} = '' OR (sort_key, agent_id) > ({afterKey:Int64}, {afterAgent:String})) AS is_meant,
        row_number() OVER (ORDER BY is_meant DESC, sort_key, agent_id) = 1 AS is_first,
        sumMap(map(toString(status), toUInt64(1))) OVER () AS fleet
    FROM hive.agents AS agent
    WHERE tenant = {tenant:String}
        AND ({agentId:String} = '' OR agent_id = {agentId:String})
        AND ({environment:String} = '' OR environment = {environment:String})
        AND ({group:String} = '' OR group_name = {group:String})
        AND ({text:String} = '' OR positionCaseInsensitiveUTF8(agent_id, {text:String}) > 0)
)
WHERE is_meant OR is_first
ORDER BY sort_key, agent_id
LIMIT {limit:UInt32}`;

const NOBODY: AgentPage['counts'] = { stuck: 0, error: 0, waiting: 0, processing: 0, idle: 0, offline: 0 };

/** The fleet, in the order that is asked for. */
export async function findAgents(
  reader: Reader,
  { after, sort, ...filter }: AgentsQuestion,
  signal?: AbortSignal,
): Promise<FoundAgents> {
  const bindings = {
    ...filter,
    attention: AGENT_STATUSES,
    afterKey: after?.key ?? 0,
    afterAgent: after?.agentId ?? '',
  };
  const [rows, parts] = await Promise.all([
    reader.rows<FleetRow>(fleetSql(sort), bindings, signal),
    findAgentParts(reader, filter, signal),
  ]);
  return {
    agents: rows
      .filter(({ is_meant }) => is_meant === 1)
      .map((row) => ({ agent: agentSummary(row, parts), place: { key: row.sort_key, agentId: row.agent_id } })),
    counts: { ...NOBODY, ...rows[0]?.counts },
  };
}
