-- Rows that ClickHouse refused for what is in them, so that the rest could go through. They are for people to look at:
-- nothing reads them. The id is a hash of the row, so that refusing a row twice is refusing it once.
CREATE TABLE IF NOT EXISTS hive.dead_letters
(
    tenant      LowCardinality(String),
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    id          String,
    reason      String CODEC(ZSTD(1)),
    -- The statement that would insert the payload.
    statement   String CODEC(ZSTD(1)),
    -- The row in RowBinary, as Base64.
    payload     String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(received_at)
ORDER BY (tenant, received_at, id)
TTL toDateTime(received_at) + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 1;
