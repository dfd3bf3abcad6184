-- Every plan that was announced, one row a revision. A revision that was announced twice is what was said last.
CREATE OR REPLACE VIEW hive.plan_revisions AS
SELECT
    tenant,
    task_id,
    task_run_id,
    revision,
    tupleElement(plan, 1) AS announced_at,
    tupleElement(plan, 2) AS event_id,
    tupleElement(plan, 3) AS goal,
    -- Of several steps with one index the first.
    arrayFilter((step, n) -> indexOf(plan.4.1, step.1) = n, plan.4, arrayEnumerate(plan.4)) AS steps
FROM
(
    SELECT tenant, task_id, task_run_id, revision, argMax((ts, told_id, told_goal, told_steps), (ts, told_id)) AS plan
    FROM
    (
        SELECT
            tenant,
            task_id,
            task_run_id,
            revision,
            ts,
            told_id,
            if(JSONExtractString(data, 'goal') != '', JSONExtractString(data, 'goal'), summary) AS told_goal,
            JSONExtract(data, 'steps', 'Array(Tuple(index UInt32, description String))') AS told_steps
        FROM hive.plan_reports
        WHERE is_plan
    )
    GROUP BY tenant, task_id, task_run_id, revision
);
