-- Where in time a run lies, asked by the id of the run alone: rows lie by task, and nobody should read those of a million runs to
-- find one.
ALTER TABLE hive.task_registers ADD INDEX IF NOT EXISTS by_run task_run_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE hive.task_registers MATERIALIZE INDEX by_run;

ALTER TABLE hive.run_event_times ADD INDEX IF NOT EXISTS by_run task_run_id TYPE bloom_filter(0.01) GRANULARITY 1;

ALTER TABLE hive.run_event_times MATERIALIZE INDEX by_run;

-- Calls are kept longer than the events of their runs: those whose events were gone when these times were first noted lie within
-- them too from now on. May be entered twice.
INSERT INTO hive.run_event_times
SELECT tenant, task_id, task_run_id, ts AS first_event, ts AS last_event
FROM hive.llm_call_log
WHERE task_run_id != '';
