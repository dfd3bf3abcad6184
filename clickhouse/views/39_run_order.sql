-- What runs of a tenant that began at a moment (epoch milliseconds) or later are sorted by, each by the hash of what it is
-- called. hive.runs says the same of each run; this is for putting very many in an order, out of as little as it takes.
-- Some are here that are no runs of their own, or that began earlier, with a part of what is known of them: whoever asks
-- looks them up there.
CREATE OR REPLACE VIEW hive.run_order AS
SELECT
    hash,
    began AS started_at,
    greatest(if(over % 2 = 1, intDiv(over, 2), toUnixTimestamp64Milli(now64(3, 'UTC'))) - toUnixTimestamp64Milli(began), 0) AS duration_ms
FROM
(
    SELECT
        hash,
        min(started_at) AS began,
        -- When it ended, and as the last bit whether it did: one number to keep in mind of each run.
        max(toUnixTimestamp64Milli(tupleElement(ended, 1)) * 2 + (tupleElement(ended, 2) != '')) AS over
    FROM hive.task_registers
    WHERE tenant = {tenant:String} AND started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
    GROUP BY hash
);
