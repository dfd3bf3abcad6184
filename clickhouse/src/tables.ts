import {
  attributes,
  count,
  ending,
  flag,
  float,
  keeping,
  list,
  moment,
  money,
  nanoMoment,
  nullable,
  register,
  string,
  uuid,
  word,
  words,
  type Columns,
  type ColumnType,
  type RowOf,
} from './column.js';
import { RowBinaryWriter } from './row-binary.js';

/** A table that the bridge writes. Its columns equal the migration's, name by name and type by type: a test looks. */
export interface Table<C extends Columns = Columns> {
  readonly name: string;
  readonly columns: C;
}

export const eventsTable = {
  name: 'events',
  columns: {
    tenant: word,
    ts: moment,
    event_id: uuid,
    received_at: moment,
    kind: word,
    severity: word,
    status: word,
    agent_id: word,
    environment: word,
    group_name: word,
    project: word,
    task_id: string,
    task_run_id: string,
    task_type: word,
    correlation_id: string,
    action_id: string,
    parent_action_id: string,
    trace_id: string,
    duration_ms: nullable(float),
    summary: string,
    tags: words,
    data: string,
  },
} as const satisfies Table;
export type EventRow = RowOf<typeof eventsTable.columns>;

export const llmCallsTable = {
  name: 'llm_call_log',
  columns: {
    tenant: word,
    ts: moment,
    event_id: uuid,
    received_at: moment,
    agent_id: word,
    environment: word,
    group_name: word,
    project: word,
    task_id: string,
    task_run_id: string,
    task_type: word,
    action_id: string,
    trace_id: string,
    dialect: word,
    name: string,
    model: word,
    provider: word,
    tokens_in: nullable(count),
    tokens_out: nullable(count),
    cache_read_tokens: nullable(count),
    cache_write_tokens: nullable(count),
    reasoning_tokens: nullable(count),
    cost: money,
    cost_source: word,
    price_version: word,
    input_cost: nullable(money),
    duration_ms: nullable(float),
    error_message: string,
    prompt_preview: string,
    response_preview: string,
    metadata: string,
    plan_step: nullable(count),
    plan_revision: nullable(count),
    attempt: nullable(count),
    session_id: string,
    user_id: string,
    service_tier: word,
  },
} as const satisfies Table;
export type LlmCallRow = RowOf<typeof llmCallsTable.columns>;

export const agentRegistersTable = {
  name: 'agent_registers',
  columns: {
    tenant: word,
    agent_id: string,
    first_seen: keeping('min', moment),
    last_received: keeping('max', moment),
    last_event: keeping('max', moment),
    last_heartbeat: keeping('max', moment),
    last_stop: keeping('max', moment),
    heartbeat_summary: register(string),
    type: register(string),
    version: register(string),
    framework: register(string),
    runtime: register(string),
    sdk_version: register(string),
    environment: register(string),
    group_name: register(string),
    stuck_threshold_seconds: register(float),
  },
} as const satisfies Table;
export type AgentRegisterRow = RowOf<typeof agentRegistersTable.columns>;

export const taskRegistersTable = {
  name: 'task_registers',
  columns: {
    tenant: word,
    task_id: string,
    task_run_id: string,
    agent_id: keeping('max', string),
    project: keeping('max', string),
    task_type: keeping('max', string),
    environment: keeping('max', string),
    group_name: keeping('max', string),
    correlation_id: keeping('max', string),
    trace_id: keeping('max', string),
    started_at: keeping('min', moment),
    ended: ending,
    last_received: keeping('max', moment),
  },
} as const satisfies Table;
export type TaskRegisterRow = RowOf<typeof taskRegistersTable.columns>;

/** Spans as they came, in the columns of the Collector's own exporter. */
export const otelTracesTable = {
  name: 'otel_traces',
  columns: {
    Timestamp: nanoMoment,
    TraceId: string,
    SpanId: string,
    ParentSpanId: string,
    TraceState: string,
    SpanName: word,
    SpanKind: word,
    ServiceName: word,
    ResourceAttributes: attributes,
    ScopeName: string,
    ScopeVersion: string,
    SpanAttributes: attributes,
    Duration: count,
    StatusCode: word,
    StatusMessage: string,
    'Events.Timestamp': list(nanoMoment),
    'Events.Name': list(word),
    'Events.Attributes': list(attributes),
    'Links.TraceId': list(string),
    'Links.SpanId': list(string),
    'Links.TraceState': list(string),
    'Links.Attributes': list(attributes),
    tenant: word,
    by_bridge: flag,
  },
} as const satisfies Table;
export type OtelTraceRow = RowOf<typeof otelTracesTable.columns>;

/** Rows that ClickHouse refused, each with its reason. */
export const deadLettersTable = {
  name: 'dead_letters',
  columns: {
    tenant: word,
    received_at: moment,
    id: string,
    reason: string,
    statement: string,
    payload: string,
    inserted_at: moment,
  },
} as const satisfies Table;

/** Every table that rows are inserted into; the others are fed from these inside ClickHouse. */
export const WRITTEN_TABLES = [
  eventsTable,
  llmCallsTable,
  agentRegistersTable,
  taskRegistersTable,
  otelTracesTable,
  deadLettersTable,
] as const;

/** The statement that takes {@link encodeRows}' bytes. */
export const insertStatement = ({ name, columns }: Table): string =>
  `INSERT INTO hive.${name} (${Object.keys(columns).join(', ')}) FORMAT RowBinary`;

/** Room to begin with: most rows fit, and none has to. */
const USUAL_ROW_BYTES = 512;
const MOST_RESERVED_BYTES = 1024 * 1024;

/** Rows in RowBinary, which does not tell by itself where one ends. */
export interface EncodedRows {
  readonly bytes: Buffer;
  /** The offset behind each row. */
  readonly ends: readonly number[];
}

/** Rows as the bytes of one insert. */
export function encodeRows<C extends Columns>(table: Table<C>, rows: readonly RowOf<C>[]): EncodedRows {
  const out = new RowBinaryWriter(Math.min(rows.length * USUAL_ROW_BYTES, MOST_RESERVED_BYTES));
  const columns: readonly [string, ColumnType<unknown>][] = Object.entries(table.columns);
  const ends = rows.map((row) => {
    for (const [name, type] of columns) type.write(out, row[name]);
    return out.length;
  });
  // Rows may wait a while: they hold what they need and no more.
  return { bytes: Buffer.from(out.bytes()), ends };
}
