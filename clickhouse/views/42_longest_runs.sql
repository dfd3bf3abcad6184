-- The longest runs of a tenant that began in a period (epoch milliseconds) and took no longer than `longest` milliseconds, as
-- hive.run_order has them: all that took as long as the last one here, mostly `most` of them or some more, and some that took
-- longer. To put a million runs together takes longer than all else about a page of fifty.
CREATE OR REPLACE VIEW hive.longest_runs AS
WITH
    toUnixTimestamp64Milli(now64(3, 'UTC')) AS now_ms,
    -- Within a part each run has one row. So what lies in one part, and nowhere else, is all that is known of a run.
    (
        SELECT groupArray((shard, part))
        FROM (SELECT shardNum() AS shard, _part AS part FROM hive.task_registers GROUP BY shard, part ORDER BY count() DESC LIMIT 1 BY shard)
    ) AS greatest_parts,
    -- Of some runs of these parts, how long the longest took that are over, as negative numbers: so long all of a page took.
    (
        SELECT groupArraySortedIf({most:UInt32})(
            toUnixTimestamp64Milli(started_at) - toUnixTimestamp64Milli(tupleElement(ended, 1)),
            tupleElement(ended, 2) != '' AND toUnixTimestamp64Milli(tupleElement(ended, 1)) - toUnixTimestamp64Milli(started_at) <= {longest:Int64}
        )
        FROM
        (
            SELECT started_at, ended
            FROM hive.task_registers
            WHERE tenant = {tenant:String} AND started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
                AND started_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC') AND has(greatest_parts, (shardNum(), _part))
            LIMIT 100000
        )
    ) AS sampled,
    -sampled[{most:UInt32}] AS shortest
SELECT
    hash,
    began AS started_at,
    greatest(if(over % 2 = 1, intDiv(over, 2), now_ms) - toUnixTimestamp64Milli(began), 0) AS duration_ms
FROM
(
    SELECT
        hash,
        min(started_at) AS began,
        max(toUnixTimestamp64Milli(tupleElement(ended, 1)) * 2 + (tupleElement(ended, 2) != '')) AS over
    FROM hive.task_registers
    WHERE tenant = {tenant:String} AND started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
        AND (if(tupleElement(ended, 2) != '', toUnixTimestamp64Milli(tupleElement(ended, 1)), now_ms) - toUnixTimestamp64Milli(started_at) >= shortest
            OR hash IN (SELECT hash FROM hive.task_registers WHERE tenant = {tenant:String} AND NOT has(greatest_parts, (shardNum(), _part))))
    GROUP BY hash
)
WHERE duration_ms >= shortest;
