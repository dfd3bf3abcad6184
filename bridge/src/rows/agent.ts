import { DEFAULT_STUCK_THRESHOLD_SECONDS } from '@hiveboard/sdk/contract';
import { NEVER, type AgentRegisterRow, type Register } from '@hiveboard/clickhouse';
import type { AgentFact } from '../normalise/facts.js';
import type { Arrival } from './arrival.js';

type Writable = { -readonly [K in keyof AgentRegisterRow]: AgentRegisterRow[K] };

const newer = <T>(known: Register<T>, at: number, value: T | undefined): Register<T> =>
  value === undefined || at < known[0] ? known : [at, value];

/** A threshold that any agent's own word overrules, for those whose registration was lost. */
const ASSUMED_AT = 1;

function blank(fact: AgentFact, { tenant, receivedAt }: Arrival): Writable {
  return {
    tenant,
    agent_id: fact.agentId,
    first_seen: fact.at,
    last_received: receivedAt,
    last_event: NEVER,
    last_heartbeat: NEVER,
    last_stop: NEVER,
    heartbeat_summary: [NEVER, ''],
    type: [NEVER, ''],
    version: [NEVER, ''],
    framework: [NEVER, ''],
    runtime: [NEVER, ''],
    sdk_version: [NEVER, ''],
    environment: [NEVER, ''],
    group_name: [NEVER, ''],
    stuck_threshold_seconds: [NEVER, 0],
  };
}

/** Enters one fact; registers keep the newest, so the order of facts does not matter. */
function enter(row: Writable, { at, news, environment, group }: AgentFact): void {
  row.first_seen = Math.min(row.first_seen, at);
  row.environment = newer(row.environment, at, environment);
  row.group_name = newer(row.group_name, at, group);
  if (news.kind === 'stopped') {
    row.last_stop = Math.max(row.last_stop, at);
    return;
  }
  row.last_event = Math.max(row.last_event, at);
  switch (news.kind) {
    case 'alive':
      return;
    case 'heartbeat':
      row.last_heartbeat = Math.max(row.last_heartbeat, at);
      row.heartbeat_summary = newer(row.heartbeat_summary, at, news.summary);
      row.stuck_threshold_seconds =
        news.stuckThresholdSeconds === undefined
          ? newer(row.stuck_threshold_seconds, ASSUMED_AT, DEFAULT_STUCK_THRESHOLD_SECONDS)
          : newer(row.stuck_threshold_seconds, at, news.stuckThresholdSeconds);
      return;
    case 'registered':
      row.type = newer(row.type, at, news.type);
      row.version = newer(row.version, at, news.version);
      row.framework = newer(row.framework, at, news.framework);
      row.runtime = newer(row.runtime, at, news.runtime);
      row.sdk_version = newer(row.sdk_version, at, news.sdkVersion);
      row.stuck_threshold_seconds = newer(row.stuck_threshold_seconds, at, news.stuckThresholdSeconds);
  }
}

/** All that a request tells of its agents, as one row of registers an agent. */
export function agentRegisterRows(facts: readonly AgentFact[], arrival: Arrival): readonly AgentRegisterRow[] {
  const rows = new Map<string, Writable>();
  for (const fact of facts) {
    let row = rows.get(fact.agentId);
    if (row === undefined) rows.set(fact.agentId, (row = blank(fact, arrival)));
    enter(row, fact);
  }
  return [...rows.values()];
}
