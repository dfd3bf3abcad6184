-- Every run of a task, and how it stands. An open run that has gone silent is stuck, unless it waits for somebody: that
-- may take all night, and its process need not live.
CREATE OR REPLACE VIEW hive.tasks AS
SELECT
    run.*,
    human.pending AS pending_approvals,
    human.waiting_since AS waiting_since,
    human.approver AS approver,
    human.reason AS approval_reason,
    human.escalations AS escalations,
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
        pending, waiting_since, approver, reason, escalations, requested, received
    FROM hive.approvals
) AS human ON human.of_tenant = run.tenant AND human.of_agent = run.agent_id AND human.of_task = run.task_id
    AND human.of_run = run.task_run_id;
