-- Every run of a task, and how it stands. An open run that has gone silent is stuck, unless it waits for somebody: that
-- may take all night, and its process need not live. `waiting_ms` is the time in which at least one request for an
-- approval was open, until now or until the run ended; `working_ms` is the rest of its duration.
CREATE OR REPLACE VIEW hive.tasks AS
SELECT
    run.*,
    human.pending AS pending_approvals,
    human.waiting_since AS waiting_since,
    human.approver AS approver,
    human.reason AS approval_reason,
    human.escalations AS escalations,
    toUnixTimestamp64Milli(run.started_at) AS began_ms,
    began_ms + toInt64(run.duration_ms) AS over_ms,
    toInt64(arrayReduce(
        'intervalLengthSum',
        arrayMap(pair -> least(greatest(toUnixTimestamp64Milli(pair.1.1), began_ms), over_ms), human.answered),
        arrayMap(
            pair -> if(pair.2.2 = '', over_ms, least(greatest(toUnixTimestamp64Milli(pair.2.1), toUnixTimestamp64Milli(pair.1.1), began_ms), over_ms)),
            human.answered
        )
    )) AS waiting_ms,
    toInt64(run.duration_ms) - waiting_ms AS working_ms,
    human.requested + human.received > 0 AS has_human_intervention,
    multiIf(
        run.is_ended, run.outcome,
        human.pending > 0, 'waiting',
        run.is_silent, 'stuck',
        human.escalations > 0, 'escalated',
        'processing'
    ) AS status
FROM hive.runs AS run
LEFT JOIN
(
    SELECT tenant AS of_tenant, agent_id AS of_agent, task_id AS of_task, task_run_id AS of_run,
        pending, waiting_since, approver, reason, escalations, requested, received, answered
    FROM hive.approvals
) AS human ON human.of_tenant = run.tenant AND human.of_agent = run.agent_id AND human.of_task = run.task_id
    AND human.of_run = run.task_run_id;
