-- Which run a row is about, by a hash as in the other tables: to look rows up by it reads eight bytes each.
ALTER TABLE hive.human_log ADD COLUMN IF NOT EXISTS run UInt64 DEFAULT sipHash64(tenant, task_id, task_run_id);

ALTER TABLE hive.human_log MATERIALIZE COLUMN run;

-- When runs ended in which people were asked. Bridges note it some time after: what stands here is not looked up any more.
CREATE TABLE IF NOT EXISTS hive.noted_endings
(
    tenant   LowCardinality(String),
    run      UInt64,
    ended_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (tenant, run);
