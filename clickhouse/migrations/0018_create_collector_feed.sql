-- For teams whose Collector already writes its spans to ClickHouse: what they say goes on to the tables of HiveBoard, by
-- the same ids and times as the bridge gives them, so that a span that takes both ways counts once. Read are our own
-- records, and the GenAI conventions as they stand; docs/collector.md says how to connect a table of spans, and what is not
-- read. A span passes through three tables that keep nothing: as it came, what it is, and what happened in it.

CREATE TABLE IF NOT EXISTS hive.collector_traces
(
    Timestamp          DateTime64(9),
    TraceId            String,
    SpanId             String,
    ParentSpanId       String,
    SpanName           LowCardinality(String),
    ResourceAttributes Map(LowCardinality(String), String),
    SpanAttributes     Map(LowCardinality(String), String),
    Duration           UInt64,
    StatusCode         LowCardinality(String),
    StatusMessage      String,
    Events Nested
    (
        Timestamp  DateTime64(9),
        Name       LowCardinality(String),
        Attributes Map(LowCardinality(String), String)
    ),
    tenant             LowCardinality(String) DEFAULT 'default'
)
ENGINE = Null;

CREATE TABLE IF NOT EXISTS hive.collector_spans
(
    tenant         LowCardinality(String),
    trace_id       String,
    span_id        String,
    parent_span_id String,
    name           String,
    record         LowCardinality(String),
    -- What a span of others stands for: call, agent, tool, step.
    role           LowCardinality(String),
    started_at     DateTime64(3, 'UTC'),
    ended_at       DateTime64(3, 'UTC'),
    agent_id       String,
    environment    String,
    group_name     String,
    project        String,
    task_id        String,
    task_run_id    String,
    task_type      String,
    correlation_id String,
    -- Whether it tells a run, that this began, how it ended; and whether it is a step.
    is_run         Bool,
    is_start       Bool,
    is_end         Bool,
    is_action      Bool,
    has_failed     Bool,
    error_type     String,
    error_message  String,
    attributes     Map(LowCardinality(String), String),
    events         Array(Tuple(nanos UInt64, name String, attributes Map(LowCardinality(String), String)))
)
ENGINE = Null;

CREATE TABLE IF NOT EXISTS hive.collector_span_events
(
    tenant         LowCardinality(String),
    ts             DateTime64(3, 'UTC'),
    event_id       UUID,
    kind           LowCardinality(String),
    severity       LowCardinality(String),
    status         LowCardinality(String),
    agent_id       String,
    environment    String,
    group_name     String,
    project        String,
    task_id        String,
    task_run_id    String,
    task_type      String,
    correlation_id String,
    action_id      String,
    trace_id       String,
    duration_ms    Nullable(Float64),
    summary        String,
    tags           Array(String),
    dialect        LowCardinality(String),
    error_message  String,
    attributes     Map(LowCardinality(String), String)
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_span_calls_to_llm_calls TO hive.llm_calls AS
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

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_span_events_to_events TO hive.events AS
WITH
    -- Which attribute of an event is which field of its data, and whether it stands there as JSON or as text.
    [
            ('agent_registered', 'hive.agent.type', 'type', false),
            ('agent_registered', 'gen_ai.agent.version', 'version', false),
            ('agent_registered', 'hive.agent.framework', 'framework', false),
            ('agent_registered', 'hive.agent.runtime', 'runtime', false),
            ('agent_registered', 'hive.agent.sdk_version', 'sdk_version', false),
            ('agent_registered', 'hive.agent.stuck_threshold_seconds', 'stuck_threshold_seconds', true),
            ('agent_registered', 'hive.agent.heartbeat_interval_seconds', 'heartbeat_interval_seconds', true),
            ('agent_stopped', 'hive.agent.stop_reason', 'reason', false),
            ('heartbeat', 'hive.heartbeat.data', 'data', true),
            ('heartbeat', 'hive.agent.stuck_threshold_seconds', 'stuck_threshold_seconds', true),
            ('action_started', 'hive.action.name', 'name', false),
            ('action_started', 'hive.action.parent_id', 'parent_id', false),
            ('llm_call', 'hive.llm_call.name', 'name', false),
            ('llm_call', 'gen_ai.request.model', 'model', false),
            ('llm_call', 'gen_ai.provider.name', 'provider', false),
            ('llm_call', 'gen_ai.usage.input_tokens', 'tokens_in', true),
            ('llm_call', 'gen_ai.usage.output_tokens', 'tokens_out', true),
            ('llm_call', 'gen_ai.usage.cache_read.input_tokens', 'cache_read_tokens', true),
            ('llm_call', 'gen_ai.usage.cache_creation.input_tokens', 'cache_write_tokens', true),
            ('llm_call', 'gen_ai.usage.reasoning.output_tokens', 'reasoning_tokens', true),
            ('llm_call', 'hive.llm_call.service_tier', 'service_tier', false),
            ('llm_call', 'hive.cost.usd', 'cost', true),
            ('llm_call', 'hive.llm_call.duration_ms', 'duration_ms', true),
            ('llm_call', 'hive.plan.step.index', 'plan_step', true),
            ('llm_call', 'hive.plan.revision', 'plan_revision', true),
            ('llm_call', 'hive.retry.attempt', 'attempt', true),
            ('llm_call', 'gen_ai.conversation.id', 'session_id', false),
            ('llm_call', 'user.id', 'user_id', false),
            ('plan_created', 'hive.plan.goal', 'goal', false),
            ('plan_created', 'hive.plan.steps', 'steps', true),
            ('plan_created', 'hive.plan.revision', 'revision', true),
            ('plan_step', 'hive.plan.step.index', 'step_index', true),
            ('plan_step', 'hive.plan.step.action', 'action', false),
            ('plan_step', 'hive.plan.step.description', 'description', false),
            ('plan_step', 'hive.plan.step.total', 'total_steps', true),
            ('plan_step', 'hive.plan.step.turns', 'turns', true),
            ('plan_step', 'hive.plan.step.tokens', 'tokens', true),
            ('plan_step', 'hive.plan.revision', 'plan_revision', true),
            ('retry', 'hive.retry.attempt', 'attempt', true),
            ('retry', 'hive.retry.reason', 'reason', false),
            ('retry', 'hive.retry.backoff_seconds', 'backoff_seconds', true),
            ('escalated', 'hive.escalation.reason', 'reason', false),
            ('escalated', 'hive.escalation.assigned_to', 'assigned_to', false),
            ('approval_requested', 'hive.approval.approver', 'approver', false),
            ('approval_requested', 'hive.approval.reason', 'reason', false),
            ('approval_received', 'hive.approval.approved_by', 'approved_by', false),
            ('approval_received', 'hive.approval.decision', 'decision', false),
            ('approval_received', 'hive.approval.comment', 'comment', false),
            ('issue', 'hive.issue.title', 'title', false),
            ('issue', 'hive.issue.severity', 'severity', false),
            ('issue', 'hive.issue.category', 'category', false),
            ('issue', 'hive.issue.context', 'context', true),
            ('issue', 'hive.issue.id', 'issue_id', false),
            ('issue', 'hive.issue.action', 'action', false),
            ('issue', 'hive.issue.occurrence_count', 'occurrence_count', true),
            ('issue', 'hive.issue.by', 'by', false),
            ('queue_snapshot', 'hive.queue.depth', 'depth', true),
            ('queue_snapshot', 'hive.queue.oldest_age_seconds', 'oldest_age_seconds', true),
            ('queue_snapshot', 'hive.queue.items', 'items', true),
            ('queue_snapshot', 'hive.queue.processing', 'processing', true),
            ('todo', 'hive.todo.id', 'todo_id', false),
            ('todo', 'hive.todo.action', 'action', false),
            ('todo', 'hive.todo.title', 'title', false),
            ('todo', 'hive.todo.priority', 'priority', false),
            ('todo', 'hive.todo.source', 'source', false),
            ('todo', 'hive.todo.context', 'context', false),
            ('todo', 'hive.todo.due_by', 'due_by', false),
            ('scheduled', 'hive.schedule.items', 'items', true),
            ('custom', 'hive.custom.name', 'name', false),
            ('custom', 'hive.custom.payload', 'payload', true)
    ] AS known,
    arrayFilter(field -> field.1 = kind AND mapContains(attributes, field.2), known) AS fields,
    arrayMap(
        field -> concat('"', field.3, '":', if(field.4 AND isValidJSON(attributes[field.2]), attributes[field.2], toJSONString(attributes[field.2]))),
        fields
    ) AS entries,
    arrayExists(field -> field.1 = kind, known) AS is_known
SELECT
    tenant,
    ts,
    event_id,
    now64(3, 'UTC') AS received_at,
    kind,
    severity,
    status,
    agent_id,
    environment,
    group_name,
    project,
    task_id,
    task_run_id,
    task_type,
    correlation_id,
    action_id,
    trace_id,
    duration_ms,
    summary,
    tags,
    if(is_known, concat('{', arrayStringConcat(entries, ','), '}'), toJSONString(mapFilter((key, value) -> NOT startsWith(key, 'hive.event.'), attributes))) AS data
FROM hive.collector_span_events;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_span_events_to_agents TO hive.agent_registers AS
WITH
    ts AS at,
    tuple(toDateTime64(0, 3, 'UTC'), '') AS unknown,
    tuple(toDateTime64(0, 3, 'UTC'), toFloat64(0)) AS no_threshold,
    kind = 'agent_stopped' AS is_stop,
    kind = 'heartbeat' AS is_heartbeat,
    kind = 'agent_registered' AS is_registration,
    toFloat64OrNull(attributes['hive.agent.stuck_threshold_seconds']) AS threshold
SELECT
    tenant,
    agent_id,
    at AS first_seen,
    now64(3, 'UTC') AS last_received,
    if(is_stop, toDateTime64(0, 3, 'UTC'), at) AS last_event,
    if(is_heartbeat, at, toDateTime64(0, 3, 'UTC')) AS last_heartbeat,
    if(is_stop, at, toDateTime64(0, 3, 'UTC')) AS last_stop,
    if(is_heartbeat, tuple(at, summary), unknown) AS heartbeat_summary,
    if(is_registration AND attributes['hive.agent.type'] != '', tuple(at, attributes['hive.agent.type']), unknown) AS type,
    if(is_registration AND attributes['gen_ai.agent.version'] != '', tuple(at, attributes['gen_ai.agent.version']), unknown) AS version,
    if(is_registration AND attributes['hive.agent.framework'] != '', tuple(at, attributes['hive.agent.framework']), unknown) AS framework,
    if(is_registration AND attributes['hive.agent.runtime'] != '', tuple(at, attributes['hive.agent.runtime']), unknown) AS runtime,
    if(is_registration AND attributes['hive.agent.sdk_version'] != '', tuple(at, attributes['hive.agent.sdk_version']), unknown) AS sdk_version,
    tuple(at, environment) AS environment,
    tuple(at, group_name) AS group_name,
    -- A heartbeat alone assumes the default, which any word of the agent's own overrules.
    multiIf(
        (is_heartbeat OR is_registration) AND threshold IS NOT NULL, tuple(at, assumeNotNull(threshold)),
        is_registration, tuple(at, toFloat64(300)),
        is_heartbeat, tuple(fromUnixTimestamp64Milli(1, 'UTC'), toFloat64(300)),
        no_threshold
    ) AS stuck_threshold_seconds
FROM hive.collector_span_events
WHERE dialect = 'hive';

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_spans_to_span_events TO hive.collector_span_events AS
WITH
    event.1 AS nanos,
    event.2 AS event_name,
    event.3 AS fields,
    fields['hive.event.id'] AS sent_id,
    fromUnixTimestamp64Milli(toInt64(intDiv(nanos, 1000000)), 'UTC') AS happened_at
SELECT
    tenant,
    if(happened_at BETWEEN now64(3, 'UTC') - INTERVAL 90 DAY AND now64(3, 'UTC') + INTERVAL 1 DAY, happened_at, started_at) AS ts,
    multiIf(
        sent_id = '', toUUID(replaceRegexpOne(lower(hex(SHA256(concat(trace_id, '\0', span_id, '\0', event_name, '\0', toString(nanos))))), '^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$', '\\1-\\2-8\\3-8\\4-\\5')),
        match(sent_id, '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'), toUUIDOrZero(sent_id),
        toUUID(replaceRegexpOne(lower(hex(SHA256(concat('sent', '\0', sent_id)))), '^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$', '\\1-\\2-8\\3-8\\4-\\5'))
    ) AS event_id,
    if(fields['hive.event.kind'] != '', substringUTF8(fields['hive.event.kind'], 1, 64), substring(event_name, 6)) AS kind,
    if(fields['hive.event.severity'] != '', fields['hive.event.severity'], 'info') AS severity,
    '' AS status,
    agent_id,
    environment,
    group_name,
    project,
    task_id,
    task_run_id,
    task_type,
    correlation_id,
    substring(fields['hive.action.id'], 1, 16) AS action_id,
    trace_id,
    toFloat64OrNull(fields['hive.llm_call.duration_ms']) AS duration_ms,
    multiIf(
        fields['hive.event.summary'] != '', substringUTF8(fields['hive.event.summary'], 1, 512),
        kind = 'heartbeat', '',
        kind = 'custom' AND fields['hive.custom.name'] != '', fields['hive.custom.name'],
        kind
    ) AS summary,
    JSONExtract(fields['hive.event.tags'], 'Array(String)') AS tags,
    'hive' AS dialect,
    '' AS error_message,
    fields AS attributes
FROM hive.collector_spans
ARRAY JOIN arrayFilter(each -> startsWith(each.2, 'hive.') OR mapContains(each.3, 'hive.event.kind'), events) AS event
-- Whoever is named by a span of others is not who its own events are from.
WHERE role = '';

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_calls_to_span_events TO hive.collector_span_events AS
WITH
    collector_spans.attributes AS a,
    coalesce(nullIf(a['gen_ai.response.model'], ''), a['gen_ai.request.model']) AS model,
    replaceRegexpOne(lower(substringUTF8(coalesce(nullIf(a['gen_ai.provider.name'], ''), a['gen_ai.system']), 1, 256)), '\\.(chat|responses|messages|completion|embedding|embeddings)$', '') AS bare_provider,
    transform(
        bare_provider,
        ['az.ai.openai', 'azure', 'azure-openai', 'az.ai.inference', 'google', 'gemini', 'google.generative-ai', 'vertexai', 'vertex_ai', 'google.vertex', 'google_vertexai', 'amazon-bedrock', 'bedrock', 'xai', 'mistral', 'mistralai'],
        ['azure.ai.openai', 'azure.ai.openai', 'azure.ai.openai', 'azure.ai.inference', 'gcp.gemini', 'gcp.gemini', 'gcp.gemini', 'gcp.vertex_ai', 'gcp.vertex_ai', 'gcp.vertex_ai', 'gcp.vertex_ai', 'aws.bedrock', 'aws.bedrock', 'x_ai', 'mistral_ai', 'mistral_ai'],
        bare_provider
    ) AS provider,
    coalesce(nullIf(a['gen_ai.usage.input_tokens'], ''), a['gen_ai.usage.prompt_tokens']) AS sent_tokens_in,
    coalesce(nullIf(a['gen_ai.usage.output_tokens'], ''), a['gen_ai.usage.completion_tokens']) AS tokens_out,
    coalesce(nullIf(a['gen_ai.usage.cache_read.input_tokens'], ''), a['gen_ai.usage.cache_read_input_tokens']) AS cache_read,
    coalesce(nullIf(a['gen_ai.usage.cache_write.input_tokens'], ''), nullIf(a['gen_ai.usage.cache_creation.input_tokens'], ''), nullIf(a['gen_ai.usage.cache_creation_input_tokens'], ''), a['gen_ai.usage.cache_write_input_tokens']) AS cache_write,
    toUInt64OrZero(cache_read) + toUInt64OrZero(cache_write) AS cached,
    -- More cached tokens than input tokens prove that the sender counts them apart.
    ifNull(toUInt64OrNull(sent_tokens_in) < cached, false) AS is_apart,
    if(is_apart, toString(toUInt64OrZero(sent_tokens_in) + cached), sent_tokens_in) AS tokens_in,
    dateDiff('millisecond', started_at, ended_at) AS took
SELECT
    tenant,
    ended_at AS ts,
    toUUID(replaceRegexpOne(lower(hex(SHA256(concat('llm_call', '\0', trace_id, '\0', span_id)))), '^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$', '\\1-\\2-8\\3-8\\4-\\5')) AS event_id,
    'llm_call' AS kind,
    if(has_failed, 'error', 'info') AS severity,
    if(has_failed, 'failure', 'success') AS status,
    agent_id,
    environment,
    group_name,
    project,
    task_id,
    task_run_id,
    task_type,
    correlation_id,
    if(task_id = '', '', parent_span_id) AS action_id,
    trace_id,
    took AS duration_ms,
    concat(
        name, ': ', if(model = '', 'unknown model', model),
        if(tokens_in = '' AND tokens_out = '', '', concat(' (', if(tokens_in = '', '?', tokens_in), '→', if(tokens_out = '', '?', tokens_out), ')'))
    ) AS summary,
    ['llm'] AS tags,
    'gen_ai' AS dialect,
    if(has_failed, if(collector_spans.error_message = '', 'failed', collector_spans.error_message), '') AS error_message,
    mapFilter((key, value) -> value != '', map(
        'hive.llm_call.name', name,
        'gen_ai.request.model', model,
        'gen_ai.provider.name', provider,
        'gen_ai.usage.input_tokens', tokens_in,
        'gen_ai.usage.output_tokens', tokens_out,
        'gen_ai.usage.cache_read.input_tokens', cache_read,
        'gen_ai.usage.cache_creation.input_tokens', cache_write,
        'gen_ai.usage.reasoning.output_tokens', coalesce(nullIf(a['gen_ai.usage.reasoning.output_tokens'], ''), a['gen_ai.usage.reasoning_tokens']),
        'hive.cost.usd', coalesce(nullIf(a['hive.cost.usd'], ''), nullIf(a['gen_ai.usage.cost.amount'], ''), a['gen_ai.usage.cost']),
        'hive.llm_call.service_tier', coalesce(
            nullIf(a['openai.response.service_tier'], ''),
            nullIf(a['gen_ai.openai.response.service_tier'], ''),
            nullIf(a['openai.request.service_tier'], ''),
            a['gen_ai.openai.request.service_tier']
        ),
        'hive.llm_call.duration_ms', toString(took),
        'hive.llm_call.prompt_preview', coalesce(nullIf(a['gen_ai.input.messages'], ''), a['gen_ai.prompt']),
        'hive.llm_call.response_preview', coalesce(nullIf(a['gen_ai.output.messages'], ''), a['gen_ai.completion']),
        'gen_ai.conversation.id', coalesce(nullIf(a['gen_ai.conversation.id'], ''), a['session.id']),
        'user.id', coalesce(nullIf(a['user.id'], ''), a['enduser.id'])
    )) AS attributes
FROM hive.collector_spans
WHERE role = 'call';

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_spans_to_task_starts TO hive.events AS
WITH if(task_type = '', task_id, concat(task_type, ': ', task_id)) AS title
SELECT
    tenant,
    started_at AS ts,
    toUUID(replaceRegexpOne(lower(hex(SHA256(concat('task_started', '\0', agent_id, '\0', task_id, '\0', task_run_id)))), '^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$', '\\1-\\2-8\\3-8\\4-\\5')) AS event_id,
    now64(3, 'UTC') AS received_at,
    'task_started' AS kind,
    'info' AS severity,
    agent_id,
    environment,
    group_name,
    project,
    task_id,
    task_run_id,
    task_type,
    correlation_id,
    trace_id,
    concat('Task started: ', title) AS summary,
    ['task'] AS tags,
    '{}' AS data
FROM hive.collector_spans
WHERE is_start;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_spans_to_task_ends TO hive.events AS
WITH
    if(task_type = '', task_id, concat(task_type, ': ', task_id)) AS title,
    if(record = 'task' AND attributes['hive.task.outcome'] != '', attributes['hive.task.outcome'], if(has_failed, 'failed', 'completed')) AS outcome,
    arrayStringConcat(arrayFilter(part -> part != '', if(outcome = 'completed', [], [error_type, error_message])), ': ') AS problem,
    arrayFilter(entry -> entry != '', [
        arrayStringConcat(arrayMap(pair -> concat(toJSONString(pair.1), ':', pair.2), if(record = 'task', JSONExtractKeysAndValuesRaw(attributes['hive.task.payload']), [])), ','),
        if(outcome = 'completed' OR error_type = '', '', concat('"exception_type":', toJSONString(error_type))),
        if(outcome = 'completed' OR error_message = '', '', concat('"exception_message":', toJSONString(error_message)))
    ]) AS entries
SELECT
    tenant,
    ended_at AS ts,
    toUUID(replaceRegexpOne(lower(hex(SHA256(concat('task_ended', '\0', agent_id, '\0', task_id, '\0', task_run_id)))), '^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$', '\\1-\\2-8\\3-8\\4-\\5')) AS event_id,
    now64(3, 'UTC') AS received_at,
    transform(outcome, ['failed', 'cancelled'], ['task_failed', 'task_cancelled'], 'task_completed') AS kind,
    transform(outcome, ['failed', 'cancelled'], ['error', 'warn'], 'info') AS severity,
    transform(outcome, ['failed', 'cancelled'], ['failure', 'cancelled'], 'success') AS status,
    agent_id,
    environment,
    group_name,
    project,
    task_id,
    task_run_id,
    task_type,
    correlation_id,
    trace_id,
    toFloat64(dateDiff('millisecond', started_at, ended_at)) AS duration_ms,
    if(problem = '', concat('Task ', outcome, ': ', title), substringUTF8(concat('Task ', outcome, ': ', title, ': ', problem), 1, 512)) AS summary,
    ['task'] AS tags,
    concat('{', arrayStringConcat(entries, ','), '}') AS data
FROM hive.collector_spans
WHERE is_end;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_spans_to_actions TO hive.events AS
WITH
    multiIf(
        record = 'action', if(attributes['hive.action.name'] != '', attributes['hive.action.name'], collector_spans.name),
        coalesce(nullIf(attributes['gen_ai.tool.name'], ''), nullIf(attributes['gen_ai.agent.name'], ''), nullIf(attributes['gen_ai.workflow.name'], ''), collector_spans.name)
    ) AS action_name,
    arrayFilter(entry -> entry != '', [
        concat('"name":', toJSONString(action_name)),
        if(has_failed, concat('"exception_type":', toJSONString(error_type), ',"exception_message":', toJSONString(error_message)), ''),
        if(record = 'action' AND isValidJSON(attributes['hive.action.payload']), concat('"payload":', attributes['hive.action.payload']), ''),
        if(record = '' AND attributes['gen_ai.tool.call.id'] != '', concat('"tool_call_id":', toJSONString(attributes['gen_ai.tool.call.id'])), '')
    ]) AS entries
SELECT
    tenant,
    started_at AS ts,
    toUUID(replaceRegexpOne(lower(hex(SHA256(concat('action_ended', '\0', trace_id, '\0', span_id)))), '^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$', '\\1-\\2-8\\3-8\\4-\\5')) AS event_id,
    now64(3, 'UTC') AS received_at,
    if(has_failed, 'action_failed', 'action_completed') AS kind,
    if(has_failed, 'error', 'info') AS severity,
    if(has_failed, 'failure', 'success') AS status,
    agent_id,
    environment,
    group_name,
    project,
    task_id,
    task_run_id,
    task_type,
    correlation_id,
    span_id AS action_id,
    if(record = 'action', attributes['hive.action.parent_id'], parent_span_id) AS parent_action_id,
    trace_id,
    toFloat64(dateDiff('millisecond', started_at, ended_at)) AS duration_ms,
    if(has_failed AND error_message != '', substringUTF8(concat(action_name, ': ', error_message), 1, 512), action_name) AS summary,
    ['action'] AS tags,
    concat('{', arrayStringConcat(entries, ','), '}') AS data
FROM hive.collector_spans
WHERE is_action;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_spans_to_tasks TO hive.task_registers AS
WITH if(record = 'task' AND attributes['hive.task.outcome'] != '', attributes['hive.task.outcome'], if(has_failed, 'failed', 'completed')) AS outcome
SELECT
    tenant,
    task_id,
    task_run_id,
    agent_id,
    project,
    task_type,
    environment,
    group_name,
    correlation_id,
    trace_id,
    started_at,
    if(
        record = 'progress',
        tuple(toDateTime64(0, 3, 'UTC'), '', ''),
        tuple(ended_at, outcome, arrayStringConcat(arrayFilter(part -> part != '', if(outcome = 'completed', [], [error_type, error_message])), ': '))
    ) AS ended,
    now64(3, 'UTC') AS last_received
FROM hive.collector_spans
WHERE is_run;

CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_spans_to_agents TO hive.agent_registers AS
SELECT
    tenant,
    agent_id,
    started_at AS first_seen,
    now64(3, 'UTC') AS last_received,
    started_at AS last_event,
    tuple(started_at, collector_spans.environment) AS environment,
    tuple(started_at, collector_spans.group_name) AS group_name
FROM hive.collector_spans
WHERE record != 'agent';

-- The first of them, created last: by now there is somewhere to go.
CREATE MATERIALIZED VIEW IF NOT EXISTS hive.collector_traces_to_spans TO hive.collector_spans AS
WITH
    SpanAttributes AS a,
    ResourceAttributes AS r,
    intDiv(toUnixTimestamp64Nano(Timestamp), 1000000) AS start_ms,
    intDiv(toUnixTimestamp64Nano(Timestamp) + toInt64(least(Duration, 9000000000000000)), 1000000) AS end_ms,
    toUnixTimestamp64Milli(now64(3, 'UTC')) AS now_ms,
    a['gen_ai.operation.name'] AS operation,
    arrayExists(
        key -> mapContains(a, key),
        ['langfuse.observation.type', 'openinference.span.kind', 'ai.operationId', 'span.type', 'mlflow.spanType', 'langsmith.span.kind', 'traceloop.span.kind', 'llm.request.type', 'genkit:type', 'genkit:metadata:subtype', 'gcp.vertex.agent.llm_request', 'gcp.vertex.agent.tool_call_args', 'gcp.vertex.agent.invocation_id', 'logfire.msg', 'logfire.json_schema', 'gen_ai.event.start_time', 'gen_ai.application_name', 'gen_ai.sdk.version', 'gen_ai.usage.cost']
    ) AS is_dialect,
    coalesce(nullIf(a['gen_ai.response.model'], ''), a['gen_ai.request.model']) != ''
        AND concat(a['gen_ai.usage.input_tokens'], a['gen_ai.usage.prompt_tokens'], a['gen_ai.usage.output_tokens'], a['gen_ai.usage.completion_tokens']) != '' AS is_plain_call,
    multiIf(
        record != '' OR is_dialect, '',
        operation IN ('chat', 'text_completion', 'completion', 'generate_content', 'generate', 'embeddings'), 'call',
        operation IN ('invoke_agent', 'invoke_workflow'), 'agent',
        operation = 'execute_tool', 'tool',
        operation IN ('agent_step', 'plan', 'retrieval', 'rerank'), 'step',
        NOT mapContains(a, 'gen_ai.operation.name') AND is_plain_call, 'call',
        ''
    ) AS role,
    coalesce(
        nullIf(a['hive.agent.id'], ''),
        nullIf(a['gen_ai.agent.name'], ''),
        nullIf(a['gen_ai.agent.id'], ''),
        if(role = 'agent', coalesce(nullIf(a['gen_ai.tool.name'], ''), nullIf(a['gen_ai.workflow.name'], '')), NULL),
        nullIf(r['service.name'], ''),
        'unknown'
    ) AS agent,
    a['hive.task.id'] AS own_task,
    role != '' AND own_task = '' AND NOT (role = 'call' AND ParentSpanId = '') AS is_run_of_trace,
    ParentSpanId = '' AS is_outermost,
    -- An agent's span, and the outermost step of a trace, tell a run; what is not outermost is also a step.
    role IN ('agent', 'tool', 'step') AND own_task = '' AND (is_outermost OR role = 'agent') AS is_foreign_run,
    arrayLast(event -> event.2 = 'exception', arrayZip(Events.Timestamp, Events.Name, Events.Attributes)).3 AS exception,
    coalesce(nullIf(a['gen_ai.tool.name'], ''), nullIf(a['gen_ai.agent.name'], ''), nullIf(a['gen_ai.workflow.name'], ''), SpanName) AS entity
SELECT
    tenant,
    TraceId AS trace_id,
    SpanId AS span_id,
    ParentSpanId AS parent_span_id,
    substringUTF8(SpanName, 1, 256) AS name,
    if(a['hive.record'] IN ('task', 'action', 'progress', 'agent'), a['hive.record'], '') AS record,
    role,
    fromUnixTimestamp64Milli(
        if(
            record = 'progress' AND toInt64OrZero(a['hive.progress.start_time_ms']) BETWEEN now_ms - 7776000000 AND now_ms + 86400000,
            toInt64OrZero(a['hive.progress.start_time_ms']),
            start_ms
        ),
        'UTC'
    ) AS started_at,
    fromUnixTimestamp64Milli(if(end_ms > now_ms + 86400000, start_ms, end_ms), 'UTC') AS ended_at,
    substringUTF8(agent, 1, 256) AS agent_id,
    substringUTF8(coalesce(nullIf(r['deployment.environment.name'], ''), nullIf(r['deployment.environment'], ''), 'production'), 1, 64) AS environment,
    if(r['hive.group'] != '', r['hive.group'], 'default') AS group_name,
    multiIf(own_task != '', if(a['hive.project'] != '', a['hive.project'], 'default'), is_run_of_trace, 'default', '') AS project,
    multiIf(own_task != '', own_task, is_run_of_trace, TraceId, '') AS task_id,
    multiIf(own_task != '', if(a['hive.task.run_id'] != '', a['hive.task.run_id'], TraceId), is_run_of_trace, TraceId, '') AS task_run_id,
    if(is_foreign_run AND is_outermost, substringUTF8(entity, 1, 128), a['hive.task.type']) AS task_type,
    if(a['hive.correlation_id'] != '' OR role = '', a['hive.correlation_id'], coalesce(nullIf(a['gen_ai.conversation.id'], ''), a['session.id'])) AS correlation_id,
    record IN ('task', 'progress') OR is_foreign_run AS is_run,
    record = 'task' OR (record = 'progress' AND toUInt64OrZero(a['hive.progress.seq']) = 0) OR (is_foreign_run AND is_outermost) AS is_start,
    record = 'task' OR (is_foreign_run AND is_outermost) AS is_end,
    record = 'action' OR (role IN ('agent', 'tool', 'step') AND NOT (is_foreign_run AND is_outermost)) AS is_action,
    StatusCode = 'Error' AS has_failed,
    multiIf(
        exception['exception.type'] != '', exception['exception.type'],
        a['exception.type'] != '', a['exception.type'],
        a['error.type']
    ) AS error_type,
    substringUTF8(
        multiIf(exception['exception.message'] != '', exception['exception.message'], a['exception.message'] != '', a['exception.message'], StatusMessage),
        1,
        2048
    ) AS error_message,
    a AS attributes,
    arrayMap((at, name, fields) -> tuple(toUInt64(toUnixTimestamp64Nano(at)), toString(name), fields), Events.Timestamp, Events.Name, Events.Attributes) AS events
FROM hive.collector_traces
WHERE start_ms BETWEEN now_ms - 7776000000 AND now_ms + 86400000
    AND (record != '' OR role != '' OR arrayExists((name, fields) -> startsWith(name, 'hive.') OR mapContains(fields, 'hive.event.kind'), Events.Name, Events.Attributes));
