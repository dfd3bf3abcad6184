-- A number for what a run is called within its tenant: whoever puts a million runs in an order keeps numbers in mind, not
-- names. And where the runs are that only their trace tells of: mostly nowhere, so that nobody reads all to find none.
-- Rows that are there already are worked out when they are read until the background has written them anew.
ALTER TABLE hive.task_registers
    ADD COLUMN IF NOT EXISTS hash UInt64 MATERIALIZED cityHash64(task_id, task_run_id),
    ADD INDEX IF NOT EXISTS by_trace_alone (task_id = trace_id) TYPE set(2) GRANULARITY 1;

ALTER TABLE hive.task_registers MATERIALIZE COLUMN hash;

ALTER TABLE hive.task_registers MATERIALIZE INDEX by_trace_alone;
