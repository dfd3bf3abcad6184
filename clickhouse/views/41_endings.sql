-- How runs ended since a moment, in epoch milliseconds, each run once. A run that only its trace tells of is part of the
-- task that was reported in the same trace, be it over by now or not, and no run beside it.
CREATE OR REPLACE VIEW hive.endings AS
SELECT
    tenant,
    max(agent_id) AS agent_id,
    run,
    tupleElement(max(ended), 1) AS ended_at,
    tupleElement(max(ended), 2) AS outcome,
    greatest(dateDiff('millisecond', min(started_at), ended_at), 0) AS duration_ms
FROM hive.run_endings
WHERE hour >= toStartOfHour(fromUnixTimestamp64Milli({since:Int64}, 'UTC'))
    AND (is_traced = 0
        OR trace NOT IN (SELECT trace FROM hive.run_endings WHERE hour >= toStartOfHour(fromUnixTimestamp64Milli({since:Int64}, 'UTC')) AND is_traced = 0)
            AND trace NOT IN (SELECT trace FROM hive.open_runs))
GROUP BY tenant, run
HAVING ended_at > fromUnixTimestamp64Milli({since:Int64}, 'UTC');
