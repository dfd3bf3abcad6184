-- What calls of a tenant cost since a moment (epoch milliseconds), reported and estimated together, by the hash of the run
-- that they are of.
CREATE OR REPLACE VIEW hive.run_spent AS
SELECT cityHash64(task_id, task_run_id) AS hash, sum(call.reported_cost + call.estimated_cost) AS spent
FROM hive.calls AS call
WHERE tenant = {tenant:String} AND toStartOfHour(ts) >= toStartOfHour(fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
    AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND task_run_id != ''
GROUP BY hash;
