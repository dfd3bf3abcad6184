import { createHash } from 'node:crypto';
import { calcPrice } from '@pydantic/genai-prices';
import { attributesOf } from './baseline-decode.js';
import { decodeMessages, type EventMessage, type Int64, type SpanMessage } from './baseline-messages.js';

/** Rows by table, as objects that JSONEachRow takes; columns that are left out have their default. */
export type PlainRows = Readonly<Record<'events' | 'llm_call_log' | 'agent_registers' | 'task_registers', object[]>>;

/** Whose rows these are, and when they came. */
interface Arrival {
  readonly tenant: string;
  readonly receivedAt: number;
}

type Values = ReadonlyMap<string, unknown>;
type Register = readonly [at: number, value: unknown];

const milliseconds = ({ high, low }: Int64): number =>
  Number(((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)) / 1_000_000n);

const text = (values: Values, key: string, otherwise = ''): string => {
  const value = values.get(key);
  return typeof value === 'string' ? value : otherwise;
};

const count = (values: Values, key: string): number | null => {
  const value = values.get(key);
  return typeof value === 'number' ? value : null;
};

/** A UUID out of a hash, so that what is sent twice has the same id. */
function derivedId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\u0000')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Attributes with the last word of their key as the name. */
const dataOf = (values: Values): string =>
  JSON.stringify(
    Object.fromEntries(
      [...values]
        .filter(([key]) => !key.startsWith('hive.event.'))
        .map(([key, value]) => [key.split('.').at(-1), value]),
    ),
  );

function originOf(span: SpanMessage, values: Values, resource: Values) {
  const taskId = text(values, 'hive.task.id');
  return {
    agent_id: text(values, 'hive.agent.id', text(values, 'gen_ai.agent.name', text(resource, 'service.name'))),
    environment: text(resource, 'deployment.environment.name', 'production'),
    group_name: text(resource, 'hive.group', 'default'),
    project: text(values, 'hive.project'),
    task_id: taskId,
    task_run_id: taskId === '' ? '' : text(values, 'hive.task.run_id'),
    task_type: text(values, 'hive.task.type'),
    correlation_id: text(values, 'hive.correlation_id'),
    trace_id: span.traceId.toString('hex'),
  };
}
type Origin = ReturnType<typeof originOf>;

/** What events differ in. */
interface PlainEvent {
  readonly event_id: string;
  readonly kind: string;
  readonly summary: string;
  readonly severity?: string;
  readonly tags?: unknown;
  readonly action_id?: string;
  readonly parent_action_id?: string;
  readonly duration_ms?: number | null;
  readonly data?: string;
}

/** What a call cost: as reported, else by the list. */
function priceOf(values: Values, at: number) {
  const reported = count(values, 'hive.cost.usd');
  if (reported !== null) return { cost: reported, cost_source: 'reported', input_cost: null };
  const cached = count(values, 'gen_ai.usage.cache_read.input_tokens');
  const price = calcPrice(
    {
      input_tokens: count(values, 'gen_ai.usage.input_tokens') ?? 0,
      output_tokens: count(values, 'gen_ai.usage.output_tokens') ?? 0,
      ...(cached === null ? {} : { cache_read_tokens: cached }),
    },
    text(values, 'gen_ai.response.model', text(values, 'gen_ai.request.model')),
    { timestamp: new Date(at), providerId: text(values, 'gen_ai.provider.name') },
  );
  return price === null
    ? { cost: 0, cost_source: 'unpriced', input_cost: null }
    : { cost: price.total_price, cost_source: 'list', input_cost: price.input_price };
}

/** Collects what one request becomes. */
class Mapping {
  readonly rows: PlainRows = { events: [], llm_call_log: [], agent_registers: [], task_registers: [] };
  readonly #arrival: { readonly tenant: string; readonly received_at: number };
  readonly #agents = new Map<string, Record<string, unknown>>();

  constructor({ tenant, receivedAt }: Arrival) {
    this.#arrival = { tenant, received_at: receivedAt };
  }

  span(span: SpanMessage, resource: Values): void {
    const values = attributesOf(span.attributes);
    const origin = originOf(span, values, resource);
    const at = milliseconds(span.startTimeUnixNano);
    const end = milliseconds(span.endTimeUnixNano);
    const record = values.get('hive.record');
    if (record !== 'agent') this.#alive(origin, at);
    const { agent_id, task_id, task_run_id } = origin;
    const began = { event_id: derivedId('task_started', agent_id, task_id, task_run_id), kind: 'task_started' };
    const spanId = span.spanId.toString('hex');
    if (record === 'task') {
      const kind = span.status?.code === 2 ? 'task_failed' : 'task_completed';
      this.#event(origin, at, { ...began, summary: `Task started: ${task_id}`, tags: ['task'] });
      this.#event(origin, end, {
        event_id: derivedId('task_ended', agent_id, task_id, task_run_id),
        kind,
        summary: `Task ended: ${task_id}`,
        tags: ['task'],
        duration_ms: end - at,
        data: text(values, 'hive.task.payload'),
      });
      this.#run(origin, at, [end, kind === 'task_failed' ? 'failed' : 'completed', span.status?.message ?? '']);
    } else if (record === 'progress') {
      const startedAt = count(values, 'hive.progress.start_time_ms') ?? at;
      if (values.get('hive.progress.seq') === 0) {
        this.#event(origin, startedAt, { ...began, summary: `Task started: ${task_id}`, tags: ['task'] });
      }
      this.#run(origin, startedAt, [0, '', '']);
    } else if (record === 'action') {
      this.#event(origin, at, {
        event_id: derivedId('action_ended', origin.trace_id, spanId),
        kind: span.status?.code === 2 ? 'action_failed' : 'action_completed',
        summary: text(values, 'hive.action.name', span.name),
        tags: ['action'],
        action_id: spanId,
        parent_action_id: text(values, 'hive.action.parent_id'),
        duration_ms: end - at,
        data: dataOf(values),
      });
    } else if (record === undefined && values.get('gen_ai.operation.name') === 'chat') {
      const id = derivedId('llm_call', origin.trace_id, spanId);
      this.#event(origin, end, { event_id: id, kind: 'llm_call', summary: span.name, duration_ms: end - at });
      this.#call(origin, end, { id, values, dialect: 'gen_ai', name: span.name, durationMs: end - at });
    }
    for (const event of span.events) this.#spanEvent(origin, event);
  }

  /** All rows, once every span has been told. */
  finish(): PlainRows {
    this.rows.agent_registers.push(...this.#agents.values());
    return this.rows;
  }

  #spanEvent(origin: Origin, event: EventMessage): void {
    const values = attributesOf(event.attributes);
    const kind = text(values, 'hive.event.kind');
    if (kind === '') return;
    const at = milliseconds(event.timeUnixNano);
    const id = text(values, 'hive.event.id');
    this.#alive(origin, at);
    if (kind === 'heartbeat') this.#registers(origin, at)['last_heartbeat'] = at;
    if (kind === 'agent_registered') this.#registers(origin, at)['type'] = [at, text(values, 'hive.agent.type')];
    this.#event(origin, at, {
      event_id: id,
      kind,
      severity: text(values, 'hive.event.severity', 'info'),
      summary: text(values, 'hive.event.summary'),
      tags: values.get('hive.event.tags') ?? [],
      action_id: text(values, 'hive.action.id'),
      duration_ms: count(values, 'hive.llm_call.duration_ms'),
      data: dataOf(values),
    });
    if (kind === 'llm_call') {
      const name = text(values, 'hive.llm_call.name');
      this.#call(origin, at, {
        id,
        values,
        dialect: 'hive',
        name,
        durationMs: count(values, 'hive.llm_call.duration_ms'),
      });
    }
  }

  #event(origin: Origin, ts: number, event: PlainEvent): void {
    this.rows.events.push({
      tenant: this.#arrival.tenant,
      received_at: this.#arrival.received_at,
      agent_id: origin.agent_id,
      environment: origin.environment,
      group_name: origin.group_name,
      project: origin.project,
      task_id: origin.task_id,
      task_run_id: origin.task_run_id,
      task_type: origin.task_type,
      correlation_id: origin.correlation_id,
      trace_id: origin.trace_id,
      ts,
      event_id: event.event_id,
      kind: event.kind,
      severity: event.severity ?? 'info',
      summary: event.summary,
      tags: event.tags ?? [],
      action_id: event.action_id ?? '',
      parent_action_id: event.parent_action_id ?? '',
      duration_ms: event.duration_ms ?? null,
      data: event.data ?? '',
    });
  }

  #call(
    origin: Origin,
    ts: number,
    call: {
      readonly id: string;
      readonly values: Values;
      readonly dialect: string;
      readonly name: string;
      readonly durationMs: number | null;
    },
  ): void {
    const { id, values, dialect, name, durationMs } = call;
    const price = priceOf(values, ts);
    this.rows.llm_call_log.push({
      tenant: this.#arrival.tenant,
      received_at: this.#arrival.received_at,
      agent_id: origin.agent_id,
      environment: origin.environment,
      group_name: origin.group_name,
      project: origin.project,
      task_id: origin.task_id,
      task_run_id: origin.task_run_id,
      task_type: origin.task_type,
      trace_id: origin.trace_id,
      ts,
      event_id: id,
      dialect,
      name,
      model: text(values, 'gen_ai.response.model', text(values, 'gen_ai.request.model')),
      provider: text(values, 'gen_ai.provider.name'),
      tokens_in: count(values, 'gen_ai.usage.input_tokens'),
      tokens_out: count(values, 'gen_ai.usage.output_tokens'),
      cache_read_tokens: count(values, 'gen_ai.usage.cache_read.input_tokens'),
      cost: price.cost,
      cost_source: price.cost_source,
      input_cost: price.input_cost,
      duration_ms: durationMs,
      prompt_preview: text(values, 'hive.llm_call.prompt_preview'),
      response_preview: text(values, 'hive.llm_call.response_preview'),
      metadata: text(values, 'hive.llm_call.metadata'),
    });
  }

  #run({ project, ...origin }: Origin, startedAt: number, ended: readonly [number, string, string]): void {
    const { tenant, received_at: last_received } = this.#arrival;
    this.rows.task_registers.push({ tenant, ...origin, project, started_at: startedAt, ended, last_received });
  }

  #registers({ agent_id, environment, group_name }: Origin, at: number): Record<string, unknown> {
    let row = this.#agents.get(agent_id);
    if (row === undefined) {
      const { tenant, received_at: last_received } = this.#arrival;
      const place: Record<string, Register> = { environment: [at, environment], group_name: [at, group_name] };
      this.#agents.set(agent_id, (row = { tenant, agent_id, first_seen: at, last_received, last_event: at, ...place }));
    }
    return row;
  }

  #alive(origin: Origin, at: number): void {
    const row = this.#registers(origin, at);
    row['first_seen'] = Math.min(Number(row['first_seen']), at);
    row['last_event'] = Math.max(Number(row['last_event']), at);
  }
}

/**
 * A straightforward bridge's whole mapping: protobufjs' messages to rows in one walk, by the keys that it expects. It
 * checks nothing, knows no dialect but the standard's calls, and shortens nothing. Rows are written out name by name, as ours
 * are: to spread one object into another takes several times as long.
 */
export function plainRowsOf(body: Uint8Array, arrival: Arrival): PlainRows {
  const mapping = new Mapping(arrival);
  for (const { resource, scopeSpans } of decodeMessages(body).resourceSpans) {
    const shared = attributesOf(resource?.attributes ?? []);
    for (const { spans } of scopeSpans) for (const span of spans) mapping.span(span, shared);
  }
  return mapping.finish();
}
