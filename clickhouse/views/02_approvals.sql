-- What people are asked for, per run of a task (outside any task: per agent), and which decision answers which request.
-- The nth decision of a person answers the nth request to that person, if that was made before. What is left over, as
-- decisions on behalf of a role, is paired in order of time. However they are paired, as many requests wait as there are
-- more requests than decisions.
CREATE OR REPLACE VIEW hive.approvals AS
SELECT
    tenant,
    agent_id,
    task_id,
    task_run_id,
    run,
    project,
    task_type,
    environment,
    group_name,
    requested,
    received,
    escalations,
    greatest(toInt64(requested) - toInt64(received), 0) AS pending,
    -- Requests without a decision, oldest first.
    arraySlice(requests, length(decisions) + 1) AS waiting,
    tupleElement(waiting[1], 1) AS waiting_since,
    tupleElement(waiting[1], 3) AS approver,
    tupleElement(waiting[1], 4) AS reason,
    -- Every request with its decision, oldest first: (time, event id, approver, reason), and (time, event id, who decided,
    -- decision, comment). Without a decision that is (1970, '', '', '', '').
    arraySort(arrayConcat(pairs, arrayMap((request, n) -> (request, decisions[n]), requests, arrayEnumerate(requests)))) AS answered
FROM
(
    SELECT
        tenant,
        agent_id,
        task_id,
        task_run_id,
        run,
        max(of_project) AS project,
        max(of_type) AS task_type,
        max(of_environment) AS environment,
        max(of_group) AS group_name,
        sum(asks) AS requested,
        sum(verdicts) AS received,
        sum(handed_over) AS escalations,
        groupArrayArray(own) AS pairs,
        -- What is left over of each person's own.
        arraySort(groupArrayArray(arrayFilter((request, n) -> n > length(said) OR said[n].1 < request.1, asked, arrayEnumerate(asked)))) AS requests,
        arraySort(groupArrayArray(arrayFilter((decision, n) -> n > length(asked) OR decision.1 < asked[n].1, said, arrayEnumerate(said)))) AS decisions
    FROM
    (
        SELECT
            tenant,
            agent_id,
            task_id,
            task_run_id,
            run,
            person,
            max(project) AS of_project,
            max(task_type) AS of_type,
            max(environment) AS of_environment,
            max(group_name) AS of_group,
            countIf(kind = 'approval_requested') AS asks,
            countIf(kind = 'approval_received') AS verdicts,
            countIf(kind = 'escalated') AS handed_over,
            arraySort(groupArrayIf((ts, toString(event_id), person, reason), kind = 'approval_requested')) AS asked,
            arraySort(groupArrayIf((ts, toString(event_id), person, toString(decision), comment), kind = 'approval_received')) AS said,
            arrayFilter(pair -> pair.2.1 >= pair.1.1, arrayZip(
                arraySlice(asked, 1, least(asks, verdicts)),
                arraySlice(said, 1, least(asks, verdicts))
            )) AS own
        FROM hive.human_log FINAL
        GROUP BY tenant, agent_id, task_id, task_run_id, run, person
    )
    GROUP BY tenant, agent_id, task_id, task_run_id, run
);
