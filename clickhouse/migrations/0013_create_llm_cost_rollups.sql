-- How often calls of an hour were inserted. ClickHouse commits calls first, then what its views make of them: whoever
-- has seen a count, and reads the calls afterwards, reads at least those of all inserts that were counted.
CREATE TABLE IF NOT EXISTS hive.llm_call_inserts
(
    tenant  LowCardinality(String),
    hour    DateTime('UTC'),
    inserts UInt64
)
ENGINE = SummingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, hour)
TTL hour + INTERVAL 400 DAY;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.llm_call_inserts_feed TO hive.llm_call_inserts AS
SELECT tenant, toStartOfHour(ts) AS hour, 1 AS inserts
FROM hive.llm_calls
GROUP BY tenant, hour;

-- What the calls of an hour came to, by group. One row holds all groups of an hour, so that an hour is replaced as a
-- whole: no group of an earlier reckoning is left over, and nobody ever reads half an hour. The version is the count of
-- inserts that was seen before the calls were read: of two reckonings the one that read later wins, whichever was
-- written last, and no clock has a say.
CREATE TABLE IF NOT EXISTS hive.llm_cost_hours
(
    tenant  LowCardinality(String),
    hour    DateTime('UTC'),
    version UInt64,
    spend Nested
    (
        agent_id           LowCardinality(String),
        model              LowCardinality(String),
        provider           LowCardinality(String),
        project            LowCardinality(String),
        environment        LowCardinality(String),
        group_name         LowCardinality(String),
        task_type          LowCardinality(String),
        cost_source        LowCardinality(String),
        calls              UInt64,
        failed_calls       UInt64,
        tokens_in          UInt64,
        tokens_out         UInt64,
        cache_read_tokens  UInt64,
        cache_write_tokens UInt64,
        reasoning_tokens   UInt64,
        cost               Decimal(38, 9),
        input_cost         Decimal(38, 9),
        split_cost         Decimal(38, 9),
        split_calls        UInt64,
        duration_us        UInt64,
        timed_calls        UInt64
    )
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, hour)
TTL hour + INTERVAL 400 DAY
-- Rows are long: whoever reads an hour should not have to read a week.
SETTINGS index_granularity = 64, index_granularity_bytes = 1048576;

-- The same of a day (UTC), out of its hours; the version is the sum of theirs. Kept for ever.
CREATE TABLE IF NOT EXISTS hive.llm_cost_days
(
    tenant  LowCardinality(String),
    day     Date,
    version UInt64,
    spend Nested
    (
        agent_id           LowCardinality(String),
        model              LowCardinality(String),
        provider           LowCardinality(String),
        project            LowCardinality(String),
        environment        LowCardinality(String),
        group_name         LowCardinality(String),
        task_type          LowCardinality(String),
        cost_source        LowCardinality(String),
        calls              UInt64,
        failed_calls       UInt64,
        tokens_in          UInt64,
        tokens_out         UInt64,
        cache_read_tokens  UInt64,
        cache_write_tokens UInt64,
        reasoning_tokens   UInt64,
        cost               Decimal(38, 9),
        input_cost         Decimal(38, 9),
        split_cost         Decimal(38, 9),
        split_calls        UInt64,
        duration_us        UInt64,
        timed_calls        UInt64
    )
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (tenant, day)
SETTINGS index_granularity = 64, index_granularity_bytes = 1048576;

-- Calls that were here before their inserts were counted.
INSERT INTO hive.llm_call_inserts SELECT DISTINCT tenant, toStartOfHour(ts), 1 FROM hive.llm_calls;
