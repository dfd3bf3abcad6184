-- The sums of an hour, and of a day, told apart by less: most questions are about models or about agents, and there are far
-- fewer of either than of both together with all that goes with them. They are written with the row that they are part of,
-- and are of the same calls at every moment. A row that has none yet is out of date (hive.rollup_states).
ALTER TABLE hive.llm_cost_hours
    ADD COLUMN IF NOT EXISTS `by_model.model` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_model.provider` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_model.environment` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_model.calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.failed_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.unpriced_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.tokens_in` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.tokens_out` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.cache_read_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.cache_write_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.reasoning_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.reported_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_model.estimated_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_model.input_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_model.split_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_model.split_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.duration_us` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.timed_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.agent_id` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_agent.project` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_agent.environment` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_agent.group_name` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_agent.calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.failed_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.unpriced_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.tokens_in` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.tokens_out` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.cache_read_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.cache_write_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.reasoning_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.reported_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_agent.estimated_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_agent.input_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_agent.split_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_agent.split_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.duration_us` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.timed_calls` Array(UInt64);

ALTER TABLE hive.llm_cost_days
    ADD COLUMN IF NOT EXISTS `by_model.model` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_model.provider` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_model.environment` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_model.calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.failed_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.unpriced_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.tokens_in` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.tokens_out` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.cache_read_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.cache_write_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.reasoning_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.reported_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_model.estimated_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_model.input_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_model.split_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_model.split_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.duration_us` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_model.timed_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.agent_id` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_agent.project` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_agent.environment` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_agent.group_name` Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS `by_agent.calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.failed_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.unpriced_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.tokens_in` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.tokens_out` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.cache_read_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.cache_write_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.reasoning_tokens` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.reported_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_agent.estimated_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_agent.input_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_agent.split_cost` Array(Decimal(38, 9)),
    ADD COLUMN IF NOT EXISTS `by_agent.split_calls` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.duration_us` Array(UInt64),
    ADD COLUMN IF NOT EXISTS `by_agent.timed_calls` Array(UInt64);

-- Out of the sums that are there, since calls of old hours have expired. Of rows of one version the last one holds.
INSERT INTO hive.llm_cost_hours (tenant, hour, version, spend.agent_id, spend.model, spend.provider, spend.project, spend.environment, spend.group_name, spend.task_type, spend.cost_source, spend.calls, spend.failed_calls, spend.tokens_in, spend.tokens_out, spend.cache_read_tokens, spend.cache_write_tokens, spend.reasoning_tokens, spend.cost, spend.input_cost, spend.split_cost, spend.split_calls, spend.duration_us, spend.timed_calls, by_model.model, by_model.provider, by_model.environment, by_model.calls, by_model.failed_calls, by_model.unpriced_calls, by_model.tokens_in, by_model.tokens_out, by_model.cache_read_tokens, by_model.cache_write_tokens, by_model.reasoning_tokens, by_model.reported_cost, by_model.estimated_cost, by_model.input_cost, by_model.split_cost, by_model.split_calls, by_model.duration_us, by_model.timed_calls, by_agent.agent_id, by_agent.project, by_agent.environment, by_agent.group_name, by_agent.calls, by_agent.failed_calls, by_agent.unpriced_calls, by_agent.tokens_in, by_agent.tokens_out, by_agent.cache_read_tokens, by_agent.cache_write_tokens, by_agent.reasoning_tokens, by_agent.reported_cost, by_agent.estimated_cost, by_agent.input_cost, by_agent.split_cost, by_agent.split_calls, by_agent.duration_us, by_agent.timed_calls)
WITH
    groupArrayIf((agent_id, model, provider, project, environment, group_name, task_type, cost_source, calls, failed_calls, tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, input_cost, split_cost, split_calls, duration_us, timed_calls), part = 'spend') AS spend,
    groupArrayIf((model, provider, environment, calls, failed_calls, unpriced_calls, tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, reported_cost, estimated_cost, input_cost, split_cost, split_calls, duration_us, timed_calls), part = 'by_model') AS by_model,
    groupArrayIf((agent_id, project, environment, group_name, calls, failed_calls, unpriced_calls, tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, reported_cost, estimated_cost, input_cost, split_cost, split_calls, duration_us, timed_calls), part = 'by_agent') AS by_agent
SELECT tenant, hour, version, spend.1, spend.2, spend.3, spend.4, spend.5, spend.6, spend.7, spend.8, spend.9, spend.10, spend.11, spend.12, spend.13, spend.14, spend.15, spend.16, spend.17, spend.18, spend.19, spend.20, spend.21, by_model.1, by_model.2, by_model.3, by_model.4, by_model.5, by_model.6, by_model.7, by_model.8, by_model.9, by_model.10, by_model.11, by_model.12, by_model.13, by_model.14, by_model.15, by_model.16, by_model.17, by_model.18, by_agent.1, by_agent.2, by_agent.3, by_agent.4, by_agent.5, by_agent.6, by_agent.7, by_agent.8, by_agent.9, by_agent.10, by_agent.11, by_agent.12, by_agent.13, by_agent.14, by_agent.15, by_agent.16, by_agent.17, by_agent.18, by_agent.19
FROM
(
    SELECT
        tenant, hour, version, agent_id, model, provider, project, environment, group_name, task_type, cost_source,
        multiIf(grouping(cost_source) = 0, 'spend', grouping(model) = 0, 'by_model', 'by_agent') AS part,
        sum(one.calls) AS calls,
        sum(one.failed_calls) AS failed_calls,
        sum(one.tokens_in) AS tokens_in,
        sum(one.tokens_out) AS tokens_out,
        sum(one.cache_read_tokens) AS cache_read_tokens,
        sum(one.cache_write_tokens) AS cache_write_tokens,
        sum(one.reasoning_tokens) AS reasoning_tokens,
        sum(one.cost) AS cost,
        sum(one.input_cost) AS input_cost,
        sum(one.split_cost) AS split_cost,
        sum(one.split_calls) AS split_calls,
        sum(one.duration_us) AS duration_us,
        sum(one.timed_calls) AS timed_calls,
        sum(one.unpriced_calls) AS unpriced_calls, sum(one.reported_cost) AS reported_cost, sum(one.estimated_cost) AS estimated_cost
    FROM
    (
        SELECT tenant, hour, version, spend.agent_id AS agent_id, spend.model AS model, spend.provider AS provider, spend.project AS project, spend.environment AS environment, spend.group_name AS group_name, spend.task_type AS task_type, spend.cost_source AS cost_source, spend.calls AS calls, spend.failed_calls AS failed_calls, spend.tokens_in AS tokens_in, spend.tokens_out AS tokens_out, spend.cache_read_tokens AS cache_read_tokens, spend.cache_write_tokens AS cache_write_tokens, spend.reasoning_tokens AS reasoning_tokens, spend.cost AS cost, spend.input_cost AS input_cost, spend.split_cost AS split_cost, spend.split_calls AS split_calls, spend.duration_us AS duration_us, spend.timed_calls AS timed_calls,
            if(cost_source = 'unpriced', calls, 0) AS unpriced_calls, if(cost_source = 'reported', cost, 0) AS reported_cost, if(cost_source = 'reported', 0, cost) AS estimated_cost
        FROM hive.llm_cost_hours FINAL
        ARRAY JOIN spend
        WHERE empty(by_model.calls)
    ) AS one
    GROUP BY GROUPING SETS ((tenant, hour, version, agent_id, model, provider, project, environment, group_name, task_type, cost_source), (tenant, hour, version, model, provider, environment), (tenant, hour, version, agent_id, project, environment, group_name))
)
GROUP BY tenant, hour, version
SETTINGS max_bytes_before_external_group_by = 1000000000;

INSERT INTO hive.llm_cost_days (tenant, day, version, spend.agent_id, spend.model, spend.provider, spend.project, spend.environment, spend.group_name, spend.task_type, spend.cost_source, spend.calls, spend.failed_calls, spend.tokens_in, spend.tokens_out, spend.cache_read_tokens, spend.cache_write_tokens, spend.reasoning_tokens, spend.cost, spend.input_cost, spend.split_cost, spend.split_calls, spend.duration_us, spend.timed_calls, by_model.model, by_model.provider, by_model.environment, by_model.calls, by_model.failed_calls, by_model.unpriced_calls, by_model.tokens_in, by_model.tokens_out, by_model.cache_read_tokens, by_model.cache_write_tokens, by_model.reasoning_tokens, by_model.reported_cost, by_model.estimated_cost, by_model.input_cost, by_model.split_cost, by_model.split_calls, by_model.duration_us, by_model.timed_calls, by_agent.agent_id, by_agent.project, by_agent.environment, by_agent.group_name, by_agent.calls, by_agent.failed_calls, by_agent.unpriced_calls, by_agent.tokens_in, by_agent.tokens_out, by_agent.cache_read_tokens, by_agent.cache_write_tokens, by_agent.reasoning_tokens, by_agent.reported_cost, by_agent.estimated_cost, by_agent.input_cost, by_agent.split_cost, by_agent.split_calls, by_agent.duration_us, by_agent.timed_calls)
WITH
    groupArrayIf((agent_id, model, provider, project, environment, group_name, task_type, cost_source, calls, failed_calls, tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost, input_cost, split_cost, split_calls, duration_us, timed_calls), part = 'spend') AS spend,
    groupArrayIf((model, provider, environment, calls, failed_calls, unpriced_calls, tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, reported_cost, estimated_cost, input_cost, split_cost, split_calls, duration_us, timed_calls), part = 'by_model') AS by_model,
    groupArrayIf((agent_id, project, environment, group_name, calls, failed_calls, unpriced_calls, tokens_in, tokens_out, cache_read_tokens, cache_write_tokens, reasoning_tokens, reported_cost, estimated_cost, input_cost, split_cost, split_calls, duration_us, timed_calls), part = 'by_agent') AS by_agent
SELECT tenant, day, version, spend.1, spend.2, spend.3, spend.4, spend.5, spend.6, spend.7, spend.8, spend.9, spend.10, spend.11, spend.12, spend.13, spend.14, spend.15, spend.16, spend.17, spend.18, spend.19, spend.20, spend.21, by_model.1, by_model.2, by_model.3, by_model.4, by_model.5, by_model.6, by_model.7, by_model.8, by_model.9, by_model.10, by_model.11, by_model.12, by_model.13, by_model.14, by_model.15, by_model.16, by_model.17, by_model.18, by_agent.1, by_agent.2, by_agent.3, by_agent.4, by_agent.5, by_agent.6, by_agent.7, by_agent.8, by_agent.9, by_agent.10, by_agent.11, by_agent.12, by_agent.13, by_agent.14, by_agent.15, by_agent.16, by_agent.17, by_agent.18, by_agent.19
FROM
(
    SELECT
        tenant, day, version, agent_id, model, provider, project, environment, group_name, task_type, cost_source,
        multiIf(grouping(cost_source) = 0, 'spend', grouping(model) = 0, 'by_model', 'by_agent') AS part,
        sum(one.calls) AS calls,
        sum(one.failed_calls) AS failed_calls,
        sum(one.tokens_in) AS tokens_in,
        sum(one.tokens_out) AS tokens_out,
        sum(one.cache_read_tokens) AS cache_read_tokens,
        sum(one.cache_write_tokens) AS cache_write_tokens,
        sum(one.reasoning_tokens) AS reasoning_tokens,
        sum(one.cost) AS cost,
        sum(one.input_cost) AS input_cost,
        sum(one.split_cost) AS split_cost,
        sum(one.split_calls) AS split_calls,
        sum(one.duration_us) AS duration_us,
        sum(one.timed_calls) AS timed_calls,
        sum(one.unpriced_calls) AS unpriced_calls, sum(one.reported_cost) AS reported_cost, sum(one.estimated_cost) AS estimated_cost
    FROM
    (
        SELECT tenant, day, version, spend.agent_id AS agent_id, spend.model AS model, spend.provider AS provider, spend.project AS project, spend.environment AS environment, spend.group_name AS group_name, spend.task_type AS task_type, spend.cost_source AS cost_source, spend.calls AS calls, spend.failed_calls AS failed_calls, spend.tokens_in AS tokens_in, spend.tokens_out AS tokens_out, spend.cache_read_tokens AS cache_read_tokens, spend.cache_write_tokens AS cache_write_tokens, spend.reasoning_tokens AS reasoning_tokens, spend.cost AS cost, spend.input_cost AS input_cost, spend.split_cost AS split_cost, spend.split_calls AS split_calls, spend.duration_us AS duration_us, spend.timed_calls AS timed_calls,
            if(cost_source = 'unpriced', calls, 0) AS unpriced_calls, if(cost_source = 'reported', cost, 0) AS reported_cost, if(cost_source = 'reported', 0, cost) AS estimated_cost
        FROM hive.llm_cost_days FINAL
        ARRAY JOIN spend
        WHERE empty(by_model.calls)
    ) AS one
    GROUP BY GROUPING SETS ((tenant, day, version, agent_id, model, provider, project, environment, group_name, task_type, cost_source), (tenant, day, version, model, provider, environment), (tenant, day, version, agent_id, project, environment, group_name))
)
GROUP BY tenant, day, version
SETTINGS max_bytes_before_external_group_by = 1000000000;
