import { otlp, type SentSpan } from '../../bridge/test/test-bridge.js';
import type { Random } from './random.js';

/** Whose telemetry it is; each has a key of its own. */
export const TENANTS = ['acme', 'globex', 'initech'] as const;
export type Tenant = (typeof TENANTS)[number];

/** What a rollup tells calls apart by. */
export const KEYS = [
  'agent_id',
  'model',
  'provider',
  'project',
  'environment',
  'group_name',
  'task_type',
  'cost_source',
] as const;

/** What a rollup adds up. Money is in billionths of a dollar. */
export const SUMS = [
  'calls',
  'failed_calls',
  'tokens_in',
  'tokens_out',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cost',
  'input_cost',
  'split_cost',
  'split_calls',
  'duration_us',
  'timed_calls',
] as const;

/** One call as it must be found. */
export interface TrueCall {
  readonly tenant: Tenant;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly keys: Readonly<Record<(typeof KEYS)[number], string>>;
  readonly sums: Readonly<Record<(typeof SUMS)[number], bigint>>;
}

/** A task with its calls, and the requests that tell of it, in the order in which an SDK would send them. */
export interface Task {
  readonly tenant: Tenant;
  readonly runId: string;
  readonly calls: readonly TrueCall[];
  /** Ids of its events that are no calls. */
  readonly notes: readonly string[];
  /** Bodies of OTLP requests, which overlap. */
  readonly requests: readonly string[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SUM_NAMES: readonly string[] = SUMS;
/** US dollars that floating-point sums get wrong. */
const HOSTILE = [0.1, 0.2, 0.1 + 0.2, 1e-9, 3e-9, 1 / 3, 123.456789012, 0.000001] as const;
/** Billionths of a dollar that gpt-4o costs a token, by the list of prices. */
const GPT_4O = { input: 2500, output: 10_000 };

type SentEvent = NonNullable<SentSpan['events']>[number];
interface Told {
  readonly event: SentEvent;
  readonly call: Pick<TrueCall, 'id' | 'at' | 'sums'> & { readonly model: string; readonly source: string };
}

const zeros = Object.fromEntries(SUM_NAMES.map((name) => [name, 0n])) as TrueCall['sums'];

function createCall(random: Random, at: number): Told {
  const id = random.uuid();
  const source = random.pick(['reported', 'reported', 'list', 'unpriced']);
  const model = { reported: 'homemade', list: 'gpt-4o', unpriced: 'unheard-of' }[source] ?? '';
  const [tokensIn, tokensOut, quarters] = [random.below(20_000), random.below(2_000), random.below(40_000)];
  const reported = random.chance(0.5) ? random.pick(HOSTILE) : random.below(1e9) / 1e9;
  const listed = { cost: tokensIn * GPT_4O.input + tokensOut * GPT_4O.output, input: tokensIn * GPT_4O.input };
  const cost = { reported: Math.round(reported * 1e9), list: listed.cost, unpriced: 0 }[source] ?? 0;
  const isSplit = source === 'list';
  const attributes = {
    'hive.event.id': id,
    'hive.event.kind': 'llm_call',
    'hive.llm_call.name': 'step',
    'gen_ai.request.model': model,
    'gen_ai.provider.name': 'openai',
    'gen_ai.usage.input_tokens': tokensIn,
    'gen_ai.usage.output_tokens': tokensOut,
    'hive.llm_call.duration_ms': quarters / 4,
    ...(source === 'reported' ? { 'hive.cost.usd': reported } : {}),
  };
  const sums = {
    ...zeros,
    calls: 1n,
    tokens_in: BigInt(tokensIn),
    tokens_out: BigInt(tokensOut),
    cost: BigInt(cost),
    input_cost: BigInt(isSplit ? listed.input : 0),
    split_cost: BigInt(isSplit ? cost : 0),
    split_calls: BigInt(isSplit),
    duration_us: BigInt(quarters * 250),
    timed_calls: 1n,
  };
  return { event: { name: 'hive.llm_call', at, attributes }, call: { id, at, sums, model, source } };
}

/** Most of it is of now; some is late by hours, days or weeks, but not by as much as events are kept: 30 days. */
const moment = (random: Random, now: number): number =>
  now - random.below(random.pick([MINUTE, MINUTE, 3 * 60 * MINUTE, 3 * DAY, 25 * DAY]));

/** A task as the SDK tells it: news rides on progress spans, and the task's own span repeats it all. */
export function createTask(random: Random, now: number): Task {
  const tenant = random.pick(TENANTS);
  const start = moment(random, now);
  const agent = random.below(4);
  const place = {
    agent_id: `agent-${agent}`,
    provider: 'openai',
    project: random.pick(['default', 'sales']),
    environment: agent % 2 === 0 ? 'production' : 'staging',
    group_name: `group-${agent % 3}`,
    task_type: random.pick(['', 'lead', 'report']),
  };
  const told = Array.from({ length: 1 + random.below(8) }, (_, index) => createCall(random, start + index * 1000));
  const notes = Array.from({ length: random.below(3) }, () => random.uuid());
  const noted = notes.map((id, index): SentEvent => {
    const attributes = { 'hive.event.id': id, 'hive.event.kind': 'custom', 'hive.custom.name': 'note' };
    return { name: 'hive.custom', at: start + index * 700, attributes };
  });
  const events = [...told.map(({ event }) => event), ...noted].sort((one, other) => one.at - other.at);

  const resource = { 'deployment.environment.name': place.environment, 'hive.group': place.group_name };
  const [traceId, taskSpan, runId] = [random.hex(32), random.hex(16), random.uuid()];
  const task = {
    'gen_ai.agent.name': place.agent_id,
    'hive.agent.id': place.agent_id,
    'hive.task.id': `task-${taskSpan}`,
    'hive.task.run_id': runId,
    'hive.project': place.project,
    ...(place.task_type === '' ? {} : { 'hive.task.type': place.task_type }),
  };
  const progress: SentSpan[] = [];
  for (let from = 0; from < events.length;) {
    const news = events.slice(Math.max(0, from - random.below(3)), from + 1 + random.below(4));
    const sequence = { 'hive.progress.seq': progress.length, 'hive.progress.start_time_ms': start };
    progress.push({
      name: 'hive.progress',
      traceId,
      spanId: random.hex(16),
      parentSpanId: taskSpan,
      start: start + progress.length * 1000,
      attributes: { ...task, ...sequence, 'hive.record': 'progress' },
      events: news,
    });
    from += Math.max(1, news.length);
  }
  const whole: SentSpan = {
    name: `invoke_agent ${place.agent_id}`,
    traceId,
    spanId: taskSpan,
    start,
    end: start + 10_000,
    attributes: { ...task, 'hive.record': 'task' },
    events,
  };
  return {
    tenant,
    runId,
    notes,
    calls: told.map(({ call: { id, at, sums, model, source } }) => ({
      tenant,
      id,
      at,
      sums,
      keys: { ...place, model, cost_source: source },
    })),
    requests: [...progress, whole].map((span) => JSON.stringify(otlp([span], resource))),
  };
}
