import { agentHoursSql } from './agent-hours.js';
import { where, type Whose } from './whose.js';

/** Every open run of which something was heard within a week: the one definition, of which `hive.alive_runs` is made. */
export const aliveRunsSql = ({ ofTenant, ofAgent }: Whose): string => `SELECT
    tenant,
    agent_id,
    run,
    max(last_received) AS heard_at,
    min(started_at) AS started_at,
    max(task_id) AS task_id,
    max(task_run_id) AS task_run_id,
    max(project) AS project
FROM hive.open_runs
PREWHERE is_ended = 0 AND last_received > now64(3, 'UTC') - INTERVAL 7 DAY
-- What ended within two hours is told here. What began more than an hour ago may have ended before that.
${where(ofTenant, ofAgent, `run NOT IN (SELECT run FROM hive.open_runs${where(ofTenant, 'is_ended = 1')})`).trim()}
    AND run NOT IN
    (
        SELECT run FROM hive.ended_runs${where(
          ofTenant,
          `run IN (SELECT run FROM hive.open_runs${where(ofTenant, "is_ended = 0 AND started_at < now64(3, 'UTC') - INTERVAL 1 HOUR")})`,
        ).replace(' WHERE', '\n        WHERE')}
    )
GROUP BY tenant, agent_id, run`;

/** What the status of agents is made from. */
export interface AgentSources extends Whose {
  /** Whom agents wait for: `hive.agent_waits`, or what is known of it, with `tenant`, `agent_id`, `unanswered` and `oldest`. */
  readonly waits: string;
  /** `hive.alive_runs`, or the same of those alone who are meant. */
  readonly aliveRuns: string;
  /**
   * Of the registers, what is told as it is: becomes one column `told`, and beside it `current` and `oldest` are, of which others
   * are parts. Each column is planned again at every step, a tuple is one.
   */
  readonly told?: readonly string[];
}

/** How every agent stands: the one definition, of which the view `hive.agents` is made. */
export const agentsSql = ({ waits, aliveRuns, told, ...whose }: AgentSources): string => `SELECT
    tenant,
    agent_id,
    type,
    version,
    framework,
    runtime,
    sdk_version,
    environment,
    group_name,
    stuck_threshold_seconds,
    first_seen,
    last_received,
    last_heartbeat,
    heartbeat_summary,
    current.1 AS current_task_id,
    current.2 AS current_task_run_id,
    current.3 AS current_project,
    pending_approvals,
    oldest.1 AS waiting_since,
    oldest.2 AS waiting_task_id,
    oldest.4 AS approver,
    oldest.5 AS approval_reason,
    is_offline,
    is_stuck,
    has_failed,${told === undefined ? '' : '\n    told,\n    current,\n    oldest,'}
    multiIf(
        is_offline, 'offline',
        is_stuck, 'stuck',
        has_failed, 'error',
        pending_approvals > 0, 'waiting',
        is_alive, 'processing',
        'idle'
    ) AS status
FROM
(
    -- What is worked out of something that is worked out stands a level higher: ClickHouse works out an alias again wherever
    -- it is used, and what is in it, and so on.
    SELECT
        *,
        newest.1 > toDateTime64(0, 3, 'UTC') AS is_alive,
        if(newest.1 > toDateTime64(0, 3, 'UTC'), (newest.2, newest.3, newest.4), (oldest.2, oldest.3, '')) AS current,
        NOT is_offline AND stuck_threshold_seconds > 0 AND silent_ms > stuck_threshold_seconds * 1000 AS is_stuck,
        multiIf(
            last_ending.2 = 'failed' AND last_started <= last_ending.1, 1,
            last_traced_ending.2 != 'failed', 0,
            newest.1 > toDateTime64(0, 3, 'UTC'), 0,
            last_started > last_traced_ending.1, 0,
            last_ending.1 < last_traced_ending.3
        ) AS has_failed
    FROM
    (
        SELECT
            agent.tenant AS tenant,
            agent.agent_id AS agent_id,
            agent.type AS type,
            agent.version AS version,
            agent.framework AS framework,
            agent.runtime AS runtime,
            agent.sdk_version AS sdk_version,
            agent.environment AS environment,
            agent.group_name AS group_name,
            agent.stuck_threshold_seconds AS stuck_threshold_seconds,
            agent.first_seen AS first_seen,
            agent.last_received AS last_received,
            agent.last_heartbeat AS last_heartbeat,
            agent.heartbeat_summary AS heartbeat_summary,${told === undefined ? '' : '\n            agent.told AS told,'}
            run.last_started AS last_started,
            run.last_ending AS last_ending,
            run.last_traced_ending AS last_traced_ending,
            asked.unanswered AS pending_approvals,
            asked.oldest AS oldest,
            agent.last_stop >= agent.last_event AND agent.last_stop > toDateTime64(0, 3, 'UTC') AS is_offline,
            dateDiff('millisecond', agent.last_received, now64(3, 'UTC')) AS silent_ms,
            -- Of the open runs that are not silent, the one that began last: 1970 where there is none.
            arrayReduce('max', arrayFilter(
                run -> agent.stuck_threshold_seconds = 0
                    OR dateDiff('millisecond', run.5, now64(3, 'UTC')) <= agent.stuck_threshold_seconds * 1000,
                open.runs
            )) AS newest
        FROM
        (
            SELECT
                tenant,
                agent_id,
                min(first_seen) AS first_seen,
                max(last_received) AS last_received,
                max(last_event) AS last_event,
                max(last_heartbeat) AS last_heartbeat,
                max(last_stop) AS last_stop,
                tupleElement(max(heartbeat_summary), 2) AS heartbeat_summary,
                tupleElement(max(type), 2) AS type,
                tupleElement(max(version), 2) AS version,
                tupleElement(max(framework), 2) AS framework,
                tupleElement(max(runtime), 2) AS runtime,
                tupleElement(max(sdk_version), 2) AS sdk_version,
                tupleElement(max(environment), 2) AS environment,
                tupleElement(max(group_name), 2) AS group_name,
                tupleElement(max(stuck_threshold_seconds), 2) AS stuck_threshold_seconds${told === undefined ? '' : `,\n                (${told.join(', ')}) AS told`}
            FROM hive.agent_registers${where(whose.ofTenant, whose.ofAgent)}
            GROUP BY tenant, agent_id
        ) AS agent
        LEFT JOIN
        (
            SELECT
                tenant,
                agent_id,
                max(last_started) AS last_started,
                max(last_ending) AS last_ending,
                max(last_traced_ending) AS last_traced_ending
            FROM hive.agent_runs${where(whose.ofTenant, whose.ofAgent)}
            GROUP BY tenant, agent_id
        ) AS run ON run.tenant = agent.tenant AND run.agent_id = agent.agent_id
        LEFT JOIN
        (
            SELECT tenant, agent_id, groupArray((started_at, task_id, task_run_id, project, heard_at)) AS runs
            FROM ${aliveRuns}
            GROUP BY tenant, agent_id
        ) AS open ON open.tenant = agent.tenant AND open.agent_id = agent.agent_id
        LEFT JOIN ${waits} AS asked ON asked.tenant = agent.tenant AND asked.agent_id = agent.agent_id
    )
)`;

/** The views that say so, by their files. */
export const AGENT_VIEWS: Readonly<Record<string, string>> = {
  '08_alive_runs.sql': `-- Every open run of which something was heard within a week: how it is called, whose it is, since when, and when it was last
-- heard of. Whether that is within its agent's own threshold, hive.agents says. hive.runs says the same of each run; this
-- finds them by themselves.
CREATE OR REPLACE VIEW hive.alive_runs AS
${aliveRunsSql({})};
`,
  '10_agents.sql': `-- Every agent, and how it stands. In this order: offline (it stopped on purpose), stuck (silent for longer than its own
-- threshold, by the server's clock), error (its latest finished run failed and none has started since), waiting (an
-- open run, or the agent itself, waits for an approval), processing (an open run that is not silent), idle.
-- A failed run that only its trace tells of may be part of a task that the agent reported: it counts when it began after
-- the last of these had ended, while none is under way.
CREATE OR REPLACE VIEW hive.agents AS
${agentsSql({ waits: 'hive.agent_waits', aliveRuns: 'hive.alive_runs' })};
`,
  '19_agent_hours.sql': `-- The last hour of each agent: what its runs came to, and how often it beat. Throughput (completed runs) and heartbeats are
-- in twelve buckets of five minutes on the clock, oldest first, the last of which is under way.
CREATE OR REPLACE VIEW hive.agent_hours AS
${agentHoursSql({})};
`,
};
