-- Prices of the user's own, which go before the list: each row is a change of the override of that name, and the newest
-- holds (hive.prices). Older ones stay, since calls keep which they were priced with. Empty strings stand for all.
CREATE TABLE IF NOT EXISTS hive.price_overrides
(
    name              String,
    changed_at        DateTime64(3, 'UTC') DEFAULT now64(3),
    is_removed        Bool DEFAULT false,
    tenant            String,
    -- A model's name, in which * stands for anything.
    model             String,
    provider          String,
    service_tier      String,
    -- It holds for calls of more input tokens than this.
    context_above     UInt64,
    -- US dollars for a million tokens. Without input and output, it is a discount off the list price.
    input             Nullable(Decimal(18, 9)),
    output            Nullable(Decimal(18, 9)),
    -- Without these, such tokens cost what those cost that they are part of.
    cache_read        Nullable(Decimal(18, 9)),
    cache_write       Nullable(Decimal(18, 9)),
    reasoning         Nullable(Decimal(18, 9)),
    discount_percent  Decimal(5, 2),
    effective_from    Nullable(DateTime64(3, 'UTC')),
    effective_to      Nullable(DateTime64(3, 'UTC')),
    note              String,
    CONSTRAINT it_has_a_name CHECK match(name, '^[A-Za-z0-9._-]{1,64}$'),
    CONSTRAINT it_speaks_of_models CHECK is_removed OR model != '',
    CONSTRAINT no_price_is_negative CHECK
        ifNull(input, 0) >= 0 AND ifNull(output, 0) >= 0 AND ifNull(cache_read, 0) >= 0 AND ifNull(cache_write, 0) >= 0 AND ifNull(reasoning, 0) >= 0,
    CONSTRAINT input_and_output_come_together CHECK isNull(input) = isNull(output),
    CONSTRAINT parts_come_with_the_whole CHECK isNotNull(input) OR (isNull(cache_read) AND isNull(cache_write) AND isNull(reasoning)),
    CONSTRAINT it_changes_the_price CHECK is_removed OR isNotNull(input) OR discount_percent > 0,
    CONSTRAINT a_discount_is_a_part CHECK discount_percent >= 0 AND discount_percent <= 100,
    CONSTRAINT it_begins_before_it_ends CHECK ifNull(effective_from < effective_to, 1)
)
ENGINE = MergeTree
ORDER BY (name, changed_at);

-- What was priced again: each row is one call, its price before and after. The call's row in hive.llm_calls follows from it.
CREATE TABLE IF NOT EXISTS hive.repricings
(
    tenant            LowCardinality(String),
    ts                DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    event_id          UUID,
    agent_id          LowCardinality(String),
    repriced_at       DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    old_cost          Decimal(18, 9),
    old_cost_source   LowCardinality(String),
    old_price_version LowCardinality(String),
    cost              Decimal(18, 9),
    cost_source       LowCardinality(String),
    price_version     LowCardinality(String),
    input_cost        Nullable(Decimal(18, 9))
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(ts)
ORDER BY (tenant, agent_id, ts, event_id, repriced_at)
TTL toDateTime(ts) + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 1;
