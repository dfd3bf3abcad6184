-- What is known of each run of a task. `ended` is (1970, '', '') while the task is open.
CREATE TABLE IF NOT EXISTS hive.task_registers
(
    tenant         LowCardinality(String),
    task_id        String,
    task_run_id    String,
    agent_id       SimpleAggregateFunction(max, String),
    project        SimpleAggregateFunction(max, String),
    task_type      SimpleAggregateFunction(max, String),
    environment    SimpleAggregateFunction(max, String),
    group_name     SimpleAggregateFunction(max, String),
    correlation_id SimpleAggregateFunction(max, String),
    trace_id       SimpleAggregateFunction(max, String),
    started_at     SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    -- Time, outcome, error message.
    ended          SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String, String)),
    -- The server's clock: when anything of this run last arrived.
    last_received  SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    INDEX by_started started_at TYPE minmax GRANULARITY 1
)
ENGINE = AggregatingMergeTree
ORDER BY (tenant, task_id, task_run_id);
