-- The last hour of each agent: what its runs came to, and how often it beat. Throughput (completed runs) and heartbeats are
-- in twelve buckets of five minutes on the clock, oldest first, the last of which is under way.
CREATE OR REPLACE VIEW hive.agent_hours AS
WITH
    toUnixTimestamp(toStartOfFiveMinutes(now('UTC'))) AS newest,
    -- By the clock of an agent that goes fast, something may happen in a bucket that has not begun.
    (moment -> greatest(intDiv(toInt64(newest) - toUnixTimestamp(toStartOfFiveMinutes(moment)), 300), 0)) AS age_of
SELECT
    tenant,
    agent_id,
    sum(runs_completed) AS completed,
    sum(runs_failed) AS failed,
    if(completed = 0, NULL, sum(duration_of_completed) / completed) AS avg_duration_ms,
    arrayMap(age -> toUInt32(countEqual(groupArrayArray(ages), age)), reverse(range(12))) AS throughput,
    sumForEach(arrayMap(age -> if(age = beats_age, moments, 0), reverse(range(12)))) AS beats
FROM
(
    SELECT
        tenant,
        agent_id,
        countIf(outcome = 'completed') AS runs_completed,
        countIf(outcome = 'failed') AS runs_failed,
        sumIf(duration_ms, outcome = 'completed') AS duration_of_completed,
        groupArrayIf(age_of(ended_at), outcome = 'completed') AS ages,
        0 AS beats_age,
        0 AS moments
    FROM hive.endings(since = toUnixTimestamp64Milli(now64(3)) - 3600000)
    GROUP BY tenant, agent_id
    UNION ALL
    SELECT tenant, agent_id, 0, 0, 0, [], age_of(bucket), toUInt32(arrayUniq(groupArrayArray(heartbeats.moments)))
    FROM hive.heartbeats
    WHERE bucket > now('UTC') - INTERVAL 1 HOUR
    GROUP BY tenant, agent_id, bucket
)
GROUP BY tenant, agent_id;
