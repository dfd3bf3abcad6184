import { endingsSql } from './endings.js';
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
        ${endingsSql("now64(3, 'UTC') - INTERVAL 1 HOUR", ofTenant).replaceAll('\n', '\n        ')}
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
