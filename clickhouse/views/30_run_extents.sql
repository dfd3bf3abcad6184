-- Between which moments everything of a run lies, both included. A crash may keep a moment out of the times of events:
-- what the run itself says of its start, its end and its last sign of life holds too. `last_received` is when anything of
-- it last arrived, by the server's clock.
CREATE OR REPLACE VIEW hive.run_extents AS
SELECT
    tenant,
    task_id,
    task_run_id,
    min(first_moment) AS first_moment,
    max(last_moment) AS last_moment,
    max(received) AS last_received
FROM
(
    SELECT tenant, task_id, task_run_id, first_event AS first_moment, last_event AS last_moment, toDateTime64(0, 3, 'UTC') AS received
    FROM hive.run_event_times
    UNION ALL
    SELECT tenant, task_id, task_run_id, started_at AS first_moment, greatest(tupleElement(ended, 1), last_received) AS last_moment,
        last_received AS received
    FROM hive.task_registers
)
GROUP BY tenant, task_id, task_run_id;
