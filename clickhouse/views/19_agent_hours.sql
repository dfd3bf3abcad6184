-- The last hour of each agent: what its runs came to, and how often it beat. Throughput (completed runs) and heartbeats are
-- in twelve buckets of five minutes on the clock, oldest first, the last of which is under way.
CREATE OR REPLACE VIEW hive.agent_hours AS
SELECT
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
        SELECT
            tenant,
            max(agent_id) AS agent_id,
            run,
            tupleElement(max(ended), 1) AS ended_at,
            tupleElement(max(ended), 2) AS outcome,
            greatest(dateDiff('millisecond', min(started_at), ended_at), 0) AS duration_ms
        FROM hive.run_endings
        WHERE hour >= toStartOfHour(now64(3, 'UTC') - INTERVAL 1 HOUR)
            AND (is_traced = 0
                OR trace NOT IN (SELECT trace FROM hive.run_endings WHERE hour >= toStartOfHour(now64(3, 'UTC') - INTERVAL 1 HOUR) AND is_traced = 0)
                    AND trace NOT IN (SELECT trace FROM hive.open_runs))
        GROUP BY tenant, run
        HAVING ended_at > now64(3, 'UTC') - INTERVAL 1 HOUR
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
    WHERE bucket > now('UTC') - INTERVAL 1 HOUR
    GROUP BY tenant, agent_id, bucket
)
GROUP BY tenant, agent_id;
