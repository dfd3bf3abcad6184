-- What is known of each agent, as registers in which the greatest time wins: updates converge whatever the order in
-- which they arrive, however often. An absent register is (1970, '').
CREATE TABLE IF NOT EXISTS hive.agent_registers
(
    tenant                     LowCardinality(String),
    agent_id                   String,
    first_seen                 SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    -- The server's clock: when anything at all last arrived, and when a heartbeat did.
    last_received              SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    -- The agent's clock: its newest event, its newest heartbeat, its newest graceful stop.
    last_event                 SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    last_heartbeat             SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    last_stop                  SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    heartbeat_summary          SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
    type                       SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
    version                    SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
    framework                  SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
    runtime                    SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
    sdk_version                SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
    environment                SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
    group_name                 SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), String)),
    stuck_threshold_seconds    SimpleAggregateFunction(max, Tuple(DateTime64(3, 'UTC'), Float64))
)
ENGINE = AggregatingMergeTree
ORDER BY (tenant, agent_id);
