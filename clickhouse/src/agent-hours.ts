import { where, type Whose } from './whose.js';

/**
 * The last hour of each agent: the one definition, of which the view `hive.agent_hours` is made. Of whom a run is, all of its
 * pieces tell: those of one agent are chosen when these are put together.
 */
export const agentHoursSql = ({ ofTenant, ofAgent }: Whose): string => `SELECT
    tenant,
    agent_id,
    countIf(outcome = 'completed') AS completed,
    countIf(outcome = 'failed') AS failed,
    if(completed = 0, NULL, sumIf(duration_ms, outcome = 'completed') / completed) AS avg_duration_ms,
    sumResample(0, 12, 1)(toUInt32(outcome = 'completed'), place) AS throughput,
    sumResample(0, 12, 1)(moments, place) AS beats
FROM
(
    -- By the clock of an agent that goes fast, something may happen in a bucket that has not begun.
    SELECT
        tenant,
        agent_id,
        outcome,
        duration_ms,
        0 AS moments,
        toInt64(11) - greatest(intDiv(toUnixTimestamp(now('UTC')), 300) - intDiv(toUnixTimestamp(ended_at), 300), 0) AS place
    FROM
    (
        -- hive.endings(since = an hour ago), word for word, as a test holds: a view with a parameter is planned by itself.
        WITH toStartOfHour(fromUnixTimestamp64Milli(toUnixTimestamp64Milli(now64(3)) - 3600000, 'UTC')) AS first_hour
        SELECT
            tenant,
            max(agent_id) AS agent_id,
            run,
            tupleElement(max(ended), 1) AS ended_at,
            tupleElement(max(ended), 2) AS outcome,
            greatest(dateDiff('millisecond', min(started_at), ended_at), 0) AS duration_ms
        FROM hive.run_endings
       ${where(ofTenant, 'hour >= first_hour')}
            AND (is_traced = 0
                OR trace NOT IN (SELECT trace FROM hive.run_endings${where(ofTenant, 'hour >= first_hour', 'is_traced = 0')})
                    AND trace NOT IN (SELECT trace FROM hive.open_runs${where(ofTenant)}))
        GROUP BY tenant, run
        HAVING ended_at > fromUnixTimestamp64Milli(toUnixTimestamp64Milli(now64(3)) - 3600000, 'UTC')
    )
    UNION ALL
    SELECT
        tenant,
        agent_id,
        '',
        0,
        toUInt32(arrayUniq(groupArrayArray(heartbeats.moments))),
        toInt64(11) - greatest(intDiv(toUnixTimestamp(now('UTC')), 300) - intDiv(toUnixTimestamp(bucket), 300), 0) AS place
    FROM hive.heartbeats
   ${where(ofTenant, ofAgent, "bucket > now('UTC') - INTERVAL 1 HOUR")}
    GROUP BY tenant, agent_id, bucket
)${where(ofAgent)}
GROUP BY tenant, agent_id`;
