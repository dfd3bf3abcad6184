-- Everything that happened, one row an event. All copies of an event carry the same id, time and tenant, so that
-- re-sent, overlapping and progress copies collapse into one row.
CREATE TABLE IF NOT EXISTS hive.events
(
    tenant           LowCardinality(String),
    ts               DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    event_id         UUID,
    received_at      DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    kind             LowCardinality(String),
    severity         LowCardinality(String),
    status           LowCardinality(String),
    agent_id         LowCardinality(String),
    environment      LowCardinality(String),
    group_name       LowCardinality(String),
    project          LowCardinality(String),
    task_id          String CODEC(ZSTD(1)),
    task_run_id      String CODEC(ZSTD(1)),
    task_type        LowCardinality(String),
    correlation_id   String CODEC(ZSTD(1)),
    action_id        String CODEC(ZSTD(1)),
    parent_action_id String CODEC(ZSTD(1)),
    trace_id         String CODEC(ZSTD(1)),
    duration_ms      Nullable(Float64),
    summary          String CODEC(ZSTD(1)),
    tags             Array(LowCardinality(String)),
    data             String CODEC(ZSTD(3)),
    INDEX by_task task_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_run task_run_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_agent agent_id TYPE set(256) GRANULARITY 4,
    INDEX by_kind kind TYPE set(64) GRANULARITY 4
)
ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toDate(ts)
ORDER BY (tenant, ts, event_id)
TTL toDateTime(ts) + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1;
