-- The plan in force of each run, one row a step: the highest revision that was announced, with the newest news of each of
-- its steps. News of other revisions never leaks into it. Without a plan, or where that names no steps, news of steps
-- alone makes one; a plan of which nobody names a step is none.
CREATE OR REPLACE VIEW hive.plans AS
WITH
    news AS
    (
        SELECT
            tenant,
            task_id,
            task_run_id,
            revision,
            JSONExtractUInt(data, 'step_index') AS step_index,
            argMax(JSONExtractString(data, 'action'), (ts, told_id)) AS state,
            argMax(summary, (ts, told_id)) AS last_summary,
            minIf(ts, JSONExtractString(data, 'action') = 'started') AS started_at,
            -- A step that was taken up again has not ended.
            maxIf(ts, JSONExtractString(data, 'action') != 'started') AS last_end,
            if(state = 'started', toDateTime64(0, 3, 'UTC'), last_end) AS ended_at,
            max(JSONExtract(data, 'turns', 'Nullable(UInt64)')) AS turns,
            max(JSONExtract(data, 'tokens', 'Nullable(UInt64)')) AS tokens,
            max(JSONExtractUInt(data, 'total_steps')) AS total_steps
        FROM hive.plan_reports
        WHERE NOT is_plan
        GROUP BY tenant, task_id, task_run_id, revision, step_index
    ),
    revision AS
    (
        SELECT
            tenant,
            task_id,
            task_run_id,
            revision,
            max(announced) AS is_announced,
            max(plan_goal) AS goal,
            argMax(plan_steps, announced) AS planned,
            -- As many steps as the news speaks of.
            least(max(spoken_of), 1000) AS spoken_of
        FROM
        (
            SELECT tenant, task_id, task_run_id, revision, 1 AS announced, goal AS plan_goal, steps AS plan_steps, 0 AS spoken_of
            FROM hive.plan_revisions
            UNION ALL
            SELECT tenant, task_id, task_run_id, revision, 0 AS announced, '' AS plan_goal, [] AS plan_steps,
                greatest(total_steps, step_index + 1) AS spoken_of
            FROM news
        )
        GROUP BY tenant, task_id, task_run_id, revision
    ),
    plan AS
    (
        SELECT
            tenant,
            task_id,
            task_run_id,
            argMax((revision, goal, planned, spoken_of), (is_announced, revision)) AS newest,
            greatest(countIf(is_announced), 1) AS revisions
        FROM revision
        GROUP BY tenant, task_id, task_run_id
    ),
    step AS
    (
        SELECT
            tenant,
            task_id,
            task_run_id,
            revisions,
            tupleElement(newest, 1) AS revision,
            tupleElement(newest, 2) AS goal,
            tupleElement(newest, 3) AS planned,
            arrayJoin(if(empty(planned), arrayMap(n -> (toUInt32(n), ''), range(tupleElement(newest, 4))), planned)) AS item
        FROM plan
    )
SELECT
    step.tenant AS tenant,
    step.task_id AS task_id,
    step.task_run_id AS task_run_id,
    step.goal AS goal,
    step.revision AS revision,
    step.revisions AS revisions,
    toUInt64(tupleElement(step.item, 1)) AS step_index,
    if(tupleElement(step.item, 2) != '', tupleElement(step.item, 2), news.last_summary) AS description,
    if(news.state = '', 'pending', news.state) AS state,
    news.started_at AS started_at,
    news.ended_at AS ended_at,
    news.turns AS turns,
    news.tokens AS tokens
FROM step
LEFT JOIN news ON news.tenant = step.tenant AND news.task_id = step.task_id AND news.task_run_id = step.task_run_id
    AND news.revision = step.revision AND news.step_index = tupleElement(step.item, 1);
