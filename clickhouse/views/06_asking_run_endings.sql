-- When the runs ended in which people were asked, each once or twice: as it is noted, else as runs themselves tell, who are
-- looked up by the hash under which they are known to be over. Who is not here is open, or nobody was asked.
CREATE OR REPLACE VIEW hive.asking_run_endings AS
SELECT tenant, run, ended_at
FROM hive.noted_endings
UNION ALL
SELECT tenant, sipHash64(tenant, task_id, task_run_id) AS run, tupleElement(ended, 1) AS ended_at
FROM hive.task_registers
WHERE tupleElement(ended, 2) != '' AND (tenant, task_id, task_run_id) IN
(
    SELECT tenant, task_id, task_run_id FROM hive.human_log
    WHERE run IN
    (
        SELECT run FROM hive.ended_runs
        WHERE run IN (SELECT DISTINCT run FROM hive.human_log WHERE run NOT IN (SELECT run FROM hive.noted_endings))
    )
);
