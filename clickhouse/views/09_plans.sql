-- The plan in force of each run, one row a step: the highest revision, with the newest news of each of its steps.
-- News of older revisions never leaks into it. Without a plan, news of steps alone makes one.
CREATE OR REPLACE VIEW hive.plans AS
WITH
    plan AS
    (
        SELECT
            tenant,
            task_run_id,
            argMax(summary, (revision, ts, event_id)) AS goal,
            argMax(JSONExtract(data, 'steps', 'Array(Tuple(index UInt32, description String))'), (revision, ts, event_id)) AS steps,
            max(revision) AS newest,
            uniqExact(revision) AS revisions
        FROM (SELECT * FROM hive.plan_log FINAL WHERE kind = 'plan_created')
        GROUP BY tenant, task_run_id
    ),
    news AS
    (
        SELECT
            tenant,
            task_run_id,
            revision,
            JSONExtractUInt(data, 'step_index') AS step_index,
            argMax(JSONExtractString(data, 'action'), (ts, event_id)) AS state,
            argMax(summary, (ts, event_id)) AS last_summary,
            minIf(ts, JSONExtractString(data, 'action') = 'started') AS started_at,
            maxIf(ts, JSONExtractString(data, 'action') != 'started') AS ended_at,
            max(JSONExtract(data, 'turns', 'Nullable(UInt64)')) AS turns,
            max(JSONExtract(data, 'tokens', 'Nullable(UInt64)')) AS tokens,
            max(JSONExtractUInt(data, 'total_steps')) AS total_steps
        FROM (SELECT * FROM hive.plan_log FINAL WHERE kind = 'plan_step')
        GROUP BY tenant, task_run_id, revision, step_index
    ),
    step AS
    (
        SELECT tenant, task_run_id, goal, newest, revisions, arrayJoin(steps) AS item, item.1 AS step_index, item.2 AS description
        FROM plan
        UNION ALL
        -- Runs that never announced a plan: as many steps as the news speaks of.
        SELECT tenant, task_run_id, '' AS goal, max(revision) AS newest, 1 AS revisions,
            arrayJoin(arrayMap(i -> (i, ''), range(toUInt32(least(greatest(max(news.total_steps), max(news.step_index) + 1), 1000))))) AS item,
            item.1 AS step_index, item.2 AS description
        FROM news
        WHERE (tenant, task_run_id) NOT IN (SELECT tenant, task_run_id FROM plan)
        GROUP BY tenant, task_run_id
    )
SELECT
    step.tenant AS tenant,
    step.task_run_id AS task_run_id,
    step.goal AS goal,
    step.newest AS revision,
    step.revisions AS revisions,
    step.step_index AS step_index,
    if(step.description != '', step.description, news.last_summary) AS description,
    if(news.state = '', 'pending', news.state) AS state,
    news.started_at AS started_at,
    news.ended_at AS ended_at,
    news.turns AS turns,
    news.tokens AS tokens
FROM step
LEFT JOIN news ON news.tenant = step.tenant AND news.task_run_id = step.task_run_id
    AND news.revision = step.newest AND news.step_index = step.step_index;
