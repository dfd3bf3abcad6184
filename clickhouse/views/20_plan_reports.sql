-- What was said of plans, with the revision that it belongs to: news of a step that does not name one is of the highest
-- that had been announced by then.
CREATE OR REPLACE VIEW hive.plan_reports AS
SELECT
    tenant,
    task_id,
    task_run_id,
    ts,
    toString(event_id) AS told_id,
    CAST(kind = 'plan_created', 'UInt8') AS is_plan,
    if(is_plan OR JSONHas(data, 'plan_revision'), report.revision, announced) AS revision,
    summary,
    data
FROM
(
    SELECT
        *,
        maxIf(log.revision, kind = 'plan_created')
            OVER (PARTITION BY tenant, task_id, task_run_id ORDER BY ts, kind = 'plan_step', toString(event_id) ROWS UNBOUNDED PRECEDING) AS announced
    FROM hive.plan_log AS log FINAL
) AS report;
