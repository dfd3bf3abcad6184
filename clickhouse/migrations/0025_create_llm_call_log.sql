-- Every request to a language model, as hive.llm_calls has had them, but by the hour: whoever asks for an hour reads an hour,
-- where calls that lie by agent have to be read for the whole day. What is still inserted into hive.llm_calls, by bridges
-- from before, out of spools or as dead letters, is handed on. `tokens_in` includes cached ones. How long calls are kept is set by whoever
-- starts: what is copied here must not expire sooner than it would have.
CREATE TABLE IF NOT EXISTS hive.llm_call_log
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
    prompt_preview     String CODEC(ZSTD(3)),
    response_preview   String CODEC(ZSTD(3)),
    metadata           String CODEC(ZSTD(3)),
    -- What a call was part of beyond its task and its action, as its sender says it: the step and the revision of the plan
    -- in force, and the retry that it was part of, from 1.
    plan_step          Nullable(UInt64) CODEC(ZSTD(1)),
    plan_revision      Nullable(UInt64) CODEC(ZSTD(1)),
    attempt            Nullable(UInt64) CODEC(ZSTD(1)),
    -- Whose conversation.
    session_id         String CODEC(ZSTD(1)),
    user_id            String CODEC(ZSTD(1)),
    -- How the provider ran it, as its sender says it: some prices depend on it.
    service_tier       LowCardinality(String),
    INDEX by_task task_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_run task_run_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_session session_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX by_user user_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toDate(ts)
ORDER BY (tenant, toStartOfHour(ts), agent_id, ts, event_id)
SETTINGS ttl_only_drop_parts = 0, materialize_ttl_recalculate_only = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.llm_calls_feed TO hive.llm_call_log AS
SELECT * FROM hive.llm_calls;

-- An insert that began before there was a view to hand it on is over by then. Where there are no calls, nobody waits.
SELECT sleepEachRow(3) FROM (SELECT 1 FROM hive.llm_calls LIMIT 1);

INSERT INTO hive.llm_call_log SELECT * FROM hive.llm_calls SETTINGS max_partitions_per_insert_block = 0;

-- Only now, since sums of calls that merely moved are not out of date.
CREATE MATERIALIZED VIEW IF NOT EXISTS hive.llm_call_log_inserts_feed TO hive.llm_call_inserts AS
SELECT tenant, toStartOfHour(ts) AS hour, 1 AS inserts
FROM hive.llm_call_log
GROUP BY tenant, hour;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_span_calls_to_llm_call_log TO hive.llm_call_log AS
WITH
    toFloat64OrNull(attributes['hive.cost.usd']) AS sent_cost,
    ifNull(sent_cost >= 0 AND sent_cost <= 1e9, false) AS is_reported
SELECT
    tenant,
    ts,
    event_id,
    -- The bridge's own row of the same call is priced, and wins.
    toDateTime64(0, 3, 'UTC') AS received_at,
    agent_id,
    environment,
    group_name,
    project,
    task_id,
    task_run_id,
    task_type,
    action_id,
    trace_id,
    dialect,
    substringUTF8(attributes['hive.llm_call.name'], 1, 256) AS name,
    substringUTF8(attributes['gen_ai.request.model'], 1, 256) AS model,
    substringUTF8(attributes['gen_ai.provider.name'], 1, 64) AS provider,
    toUInt64OrNull(attributes['gen_ai.usage.input_tokens']) AS tokens_in,
    toUInt64OrNull(attributes['gen_ai.usage.output_tokens']) AS tokens_out,
    toUInt64OrNull(attributes['gen_ai.usage.cache_read.input_tokens']) AS cache_read_tokens,
    toUInt64OrNull(attributes['gen_ai.usage.cache_creation.input_tokens']) AS cache_write_tokens,
    toUInt64OrNull(attributes['gen_ai.usage.reasoning.output_tokens']) AS reasoning_tokens,
    CAST(if(is_reported, round(assumeNotNull(sent_cost) * 1e9), 0), 'Decimal(38, 0)') * toDecimal128('0.000000001', 9) AS cost,
    if(is_reported, 'reported', 'unpriced') AS cost_source,
    duration_ms,
    error_message,
    substringUTF8(attributes['hive.llm_call.prompt_preview'], 1, 8192) AS prompt_preview,
    substringUTF8(attributes['hive.llm_call.response_preview'], 1, 8192) AS response_preview,
    attributes['hive.llm_call.metadata'] AS metadata,
    substringUTF8(attributes['hive.llm_call.service_tier'], 1, 64) AS service_tier,
    toUInt64OrNull(attributes['hive.plan.step.index']) AS plan_step,
    toUInt64OrNull(attributes['hive.plan.revision']) AS plan_revision,
    toUInt64OrNull(attributes['hive.retry.attempt']) AS attempt,
    substringUTF8(attributes['gen_ai.conversation.id'], 1, 256) AS session_id,
    substringUTF8(attributes['user.id'], 1, 256) AS user_id
FROM hive.collector_span_events
WHERE kind = 'llm_call';

-- What these fed is fed out of the new table.
DROP VIEW IF EXISTS hive.collector_span_calls_to_llm_calls;
DROP VIEW IF EXISTS hive.llm_call_inserts_feed;
DROP VIEW IF EXISTS hive.recent_calls_feed;

-- All of them are there twice now. What comes here from now on is not kept.
TRUNCATE TABLE hive.llm_calls;
ALTER TABLE hive.llm_calls MODIFY TTL toDateTime(ts) + INTERVAL 1 DAY;

-- The last hour of calls is at hand in the new table.
DROP TABLE IF EXISTS hive.recent_calls;
