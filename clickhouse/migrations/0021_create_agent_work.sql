-- What the status of an agent is made from, so that asking how a fleet stands reads as much as the fleet does now, and not
-- all that it ever did. Each table is fed by pieces of news that may come twice and in any order, and says the same then.

-- The newest start of a run of each agent, and the newest endings: of runs that were reported as tasks, and of runs that
-- only their trace tells of, which may be part of such a task.
CREATE TABLE IF NOT EXISTS hive.agent_runs
(
    tenant             LowCardinality(String),
    agent_id           String,
    last_started       SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    -- When it ended, and how.
    last_ending        SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
    -- The same, and when that run had begun.
    last_traced_ending SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String, DateTime64(3, 'UTC')))
)
ENGINE = AggregatingMergeTree
ORDER BY (tenant, agent_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.agent_runs_feed TO hive.agent_runs AS
SELECT
    tenant,
    agent_id,
    max(started_at) AS last_started,
    maxIf((tupleElement(ended, 1), tupleElement(ended, 2)), task_id != trace_id) AS last_ending,
    maxIf((tupleElement(ended, 1), tupleElement(ended, 2), started_at), task_id = trace_id) AS last_traced_ending
FROM hive.task_registers
GROUP BY tenant, agent_id;

-- Runs that are over, each by a hash of what it is called: to look up whether one is. Blocks are small, since runs that are
-- looked up lie anywhere.
CREATE TABLE IF NOT EXISTS hive.ended_runs
(
    tenant LowCardinality(String),
    run    UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (tenant, run)
SETTINGS index_granularity = 256, min_compress_block_size = 4096;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.ended_runs_feed TO hive.ended_runs AS
SELECT tenant, sipHash64(tenant, task_id, task_run_id) AS run
FROM hive.task_registers
WHERE tupleElement(ended, 2) != '';

-- Every run that may be open: those that are over are forgotten here, after a while, and stand above. What was not heard of
-- for a week is not alive.
CREATE TABLE IF NOT EXISTS hive.open_runs
(
    tenant        LowCardinality(String),
    run           UInt64,
    task_id       SimpleAggregateFunction(max, String),
    task_run_id   SimpleAggregateFunction(max, String),
    agent_id      SimpleAggregateFunction(max, String),
    project       SimpleAggregateFunction(max, String),
    -- A hash of its trace.
    trace         SimpleAggregateFunction(max, UInt64),
    started_at    SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    is_ended      SimpleAggregateFunction(max, UInt8),
    last_received SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (tenant, run)
TTL toDateTime(last_received) + INTERVAL 8 DAY DELETE, toDateTime(last_received) + INTERVAL 2 HOUR DELETE WHERE is_ended = 1
SETTINGS merge_with_ttl_timeout = 900;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.open_runs_feed TO hive.open_runs AS
SELECT
    tenant,
    sipHash64(tenant, task_id, task_run_id) AS run,
    task_id,
    task_run_id,
    agent_id,
    project,
    sipHash64(tenant, trace_id) AS trace,
    started_at,
    tupleElement(ended, 2) != '' AS is_ended,
    last_received
FROM hive.task_registers
-- What would be forgotten at once is not written.
WHERE last_received > now64(3, 'UTC') - if(tupleElement(ended, 2) = '', INTERVAL 8 DAY, INTERVAL 2 HOUR);

-- How runs ended, by the hour in which they did.
CREATE TABLE IF NOT EXISTS hive.run_endings
(
    tenant     LowCardinality(String),
    hour       DateTime('UTC'),
    agent_id   LowCardinality(String),
    run        UInt64,
    -- Whether only its trace tells of it, and a hash of that.
    is_traced  SimpleAggregateFunction(max, UInt8),
    trace      SimpleAggregateFunction(max, UInt64),
    started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    ended      SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (tenant, hour, agent_id, run)
TTL hour + INTERVAL 92 DAY;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.run_endings_feed TO hive.run_endings AS
SELECT
    tenant,
    toStartOfHour(tupleElement(ended, 1)) AS hour,
    agent_id,
    sipHash64(tenant, task_id, task_run_id) AS run,
    task_id = trace_id AS is_traced,
    sipHash64(tenant, trace_id) AS trace,
    started_at,
    (tupleElement(ended, 1), tupleElement(ended, 2)) AS ended
FROM hive.task_registers
WHERE tupleElement(ended, 2) != '';

-- When agents beat, in five minutes each: as a set, so that a heartbeat that comes twice is there once.
CREATE TABLE IF NOT EXISTS hive.heartbeats
(
    tenant   LowCardinality(String),
    bucket   DateTime('UTC'),
    agent_id LowCardinality(String),
    -- Milliseconds since the bucket began.
    moments  SimpleAggregateFunction(groupUniqArrayArray, Array(UInt32))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(bucket)
ORDER BY (tenant, bucket, agent_id)
TTL bucket + INTERVAL 2 DAY
SETTINGS ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.heartbeats_feed TO hive.heartbeats AS
SELECT
    tenant,
    toStartOfFiveMinutes(ts) AS bucket,
    agent_id,
    groupUniqArray(toUInt32(toUnixTimestamp64Milli(ts) % 300000)) AS moments
FROM hive.events
WHERE kind = 'heartbeat' AND ts > now64(3, 'UTC') - INTERVAL 2 DAY
GROUP BY tenant, bucket, agent_id;

-- What the calls of the last day cost, by time: the calls themselves lie by agent.
CREATE TABLE IF NOT EXISTS hive.recent_calls
(
    tenant      LowCardinality(String),
    ts          DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    agent_id    LowCardinality(String),
    event_id    UUID,
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    tokens_in   Nullable(UInt64),
    tokens_out  Nullable(UInt64),
    cost        Decimal(18, 9),
    cost_source LowCardinality(String)
)
ENGINE = ReplacingMergeTree(received_at)
PARTITION BY toDate(ts)
ORDER BY (tenant, toStartOfFiveMinutes(ts), agent_id, ts, event_id)
TTL toDateTime(ts) + INTERVAL 1 DAY
SETTINGS ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.recent_calls_feed TO hive.recent_calls AS
SELECT tenant, ts, agent_id, event_id, received_at, tokens_in, tokens_out, cost, cost_source
FROM hive.llm_calls
WHERE ts > now64(3, 'UTC') - INTERVAL 1 DAY;

-- What was here before. All of it may be entered twice.
INSERT INTO hive.agent_runs
SELECT
    tenant,
    agent_id,
    max(started_at),
    maxIf((tupleElement(ended, 1), tupleElement(ended, 2)), task_id != trace_id),
    maxIf((tupleElement(ended, 1), tupleElement(ended, 2), started_at), task_id = trace_id)
FROM hive.task_registers
GROUP BY tenant, agent_id;

INSERT INTO hive.ended_runs
SELECT tenant, sipHash64(tenant, task_id, task_run_id)
FROM hive.task_registers
WHERE tupleElement(ended, 2) != '';

INSERT INTO hive.open_runs
SELECT
    tenant,
    sipHash64(tenant, task_id, task_run_id),
    task_id,
    task_run_id,
    agent_id,
    project,
    sipHash64(tenant, trace_id),
    started_at,
    tupleElement(ended, 2) != '',
    last_received
FROM hive.task_registers
WHERE last_received > now64(3, 'UTC') - if(tupleElement(ended, 2) = '', INTERVAL 8 DAY, INTERVAL 2 HOUR);

INSERT INTO hive.run_endings
SELECT
    tenant,
    toStartOfHour(tupleElement(ended, 1)),
    agent_id,
    sipHash64(tenant, task_id, task_run_id),
    task_id = trace_id,
    sipHash64(tenant, trace_id),
    started_at,
    (tupleElement(ended, 1), tupleElement(ended, 2))
FROM hive.task_registers
WHERE tupleElement(ended, 2) != '';

INSERT INTO hive.heartbeats
SELECT tenant, toStartOfFiveMinutes(ts) AS bucket, agent_id, groupUniqArray(toUInt32(toUnixTimestamp64Milli(ts) % 300000))
FROM hive.events
WHERE kind = 'heartbeat' AND ts > now64(3, 'UTC') - INTERVAL 2 DAY
GROUP BY tenant, bucket, agent_id;

INSERT INTO hive.recent_calls
SELECT tenant, ts, agent_id, event_id, received_at, tokens_in, tokens_out, cost, cost_source
FROM hive.llm_calls
WHERE ts > now64(3, 'UTC') - INTERVAL 1 DAY;
