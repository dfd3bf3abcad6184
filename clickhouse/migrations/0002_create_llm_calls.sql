-- Every request to a language model, with its tokens and its money in typed columns. `tokens_in` includes cached ones.
CREATE TABLE IF NOT EXISTS hive.llm_calls
(
    tenant             LowCardinality(String),
    ts                 DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    event_id           UUID,
    received_at        DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    agent_id           LowCardinality(String),
    environment        LowCardinality(String),
    group_name         LowCardinality(String),
    project            LowCardinality(String),
    task_id            String CODEC(ZSTD(1)),
    task_run_id        String CODEC(ZSTD(1)),
    task_type          LowCardinality(String),
    action_id          String CODEC(ZSTD(1)),
    trace_id           String CODEC(ZSTD(1)),
    dialect            LowCardinality(String),
    name               String CODEC(ZSTD(1)),
    model              LowCardinality(String),
    provider           LowCardinality(String),
    tokens_in          Nullable(UInt64),
    tokens_out         Nullable(UInt64),
    cache_read_tokens  Nullable(UInt64),
    cache_write_tokens Nullable(UInt64),
    reasoning_tokens   Nullable(UInt64),
    -- US dollars. `cost` means nothing where `cost_source` is unpriced: that is never a price of 0.
    cost               Decimal(18, 9),
    cost_source        LowCardinality(String),
    price_version      LowCardinality(String),
    -- The part of `cost` spent on input, where a price list tells; null where only a total is known.
    input_cost         Nullable(Decimal(18, 9)),
    duration_ms        Nullable(Float64),
    error_message      String CODEC(ZSTD(1)),
    prompt_preview     String CODEC(ZSTD(3)) TTL toDateTime(ts) + INTERVAL 14 DAY,
    response_preview   String CODEC(ZSTD(3)) TTL toDateTime(ts) + INTERVAL 14 DAY,
    metadata           String CODEC(ZSTD(3)),
    INDEX by_task task_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_run task_run_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toDate(ts)
ORDER BY (tenant, agent_id, ts, event_id)
TTL toDateTime(ts) + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 0;
