/** Rows of an agent lie on one shard, so that what its events feed is complete there. */
const BY_AGENT = 'cityHash64(tenant, agent_id)';

/**
 * By which columns the rows of each table are spread over the shards of a cluster. All copies of a row, and all rows that
 * ClickHouse makes one of, are equal in these: `FINAL` and merges see only what lies on one shard. Tables that are filled by
 * views alone have none, and lie where that lies which feeds them.
 */
export const SHARDING_KEYS: ReadonlyMap<string, string | undefined> = new Map([
  ['events', BY_AGENT],
  ['llm_call_log', BY_AGENT],
  ['llm_calls', BY_AGENT],
  ['repricings', BY_AGENT],
  ['agent_registers', BY_AGENT],
  ['issue_log', undefined],
  ['todo_log', undefined],
  ['agent_reports', undefined],
  ['human_log', undefined],
  ['noted_endings', 'run'],
  ['plan_log', undefined],
  ['agent_runs', undefined],
  ['open_runs', undefined],
  ['ended_runs', undefined],
  ['run_endings', undefined],
  ['run_event_times', undefined],
  ['heartbeats', undefined],
  ['recent_calls', undefined],
  ['task_registers', 'cityHash64(tenant, task_id, task_run_id)'],
  // Counts of one hour may lie anywhere, since whoever reads them adds them up.
  ['llm_call_inserts', 'cityHash64(tenant, hour)'],
  ['llm_cost_hours', 'cityHash64(tenant, hour)'],
  ['llm_cost_days', 'cityHash64(tenant, day)'],
  ['price_overrides', 'cityHash64(name)'],
  ['dead_letters', 'cityHash64(id)'],
  ['retention_changes', 'cityHash64(changed_at)'],
  ['otel_traces', 'cityHash64(TraceId)'],
  ['otel_traces_trace_id_ts', undefined],
  ['collector_traces', 'cityHash64(TraceId)'],
  ['collector_spans', undefined],
  ['collector_span_events', undefined],
]);
