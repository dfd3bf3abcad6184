import type { LlmCallPage, LlmCallRecord, Spend } from '@hiveboard/sdk/contract';
import type { SpendByGroup, SpendRow } from '../../data/spend-by-group.js';
import { call } from '../timeline/fixture-task.js';

/** The answers that the Cost Explorer shows. */
export interface CostFixture {
  readonly byModel: SpendByGroup;
  readonly byAgent: SpendByGroup;
  readonly calls: LlmCallPage;
}

const HOUR = 3_600_000;
const UNTIL = Date.parse('2026-11-21T10:00:00.000Z');
const SINCE = UNTIL - 24 * HOUR;

const none: Spend = { calls: 0, unpriced_calls: 0, tokens_in: 0, tokens_out: 0, cost: 0, estimated_cost: 0 };

const add = (a: Spend, b: Spend): Spend => ({
  calls: a.calls + b.calls,
  unpriced_calls: a.unpriced_calls + b.unpriced_calls,
  tokens_in: a.tokens_in + b.tokens_in,
  tokens_out: a.tokens_out + b.tokens_out,
  cost: a.cost + b.cost,
  estimated_cost: a.estimated_cost + b.estimated_cost,
});

/** A group with defaults for what the reader of a test need not see. */
export const row = (group: string, rest: Partial<SpendRow> = {}): SpendRow => ({
  ...none,
  group,
  input_cost: null,
  output_cost: null,
  ...rest,
});

const MODELS = [
  row('claude-sonnet-4-5', {
    calls: 412,
    tokens_in: 1_840_000,
    tokens_out: 212_000,
    cost: 8.7,
    input_cost: 5.52,
    output_cost: 3.18,
  }),
  row('gpt-4o', {
    calls: 188,
    tokens_in: 610_000,
    tokens_out: 98_000,
    cost: 2.505,
    estimated_cost: 0.42,
    input_cost: 1.7,
    output_cost: 1.2,
  }),
  row('gemini-2.5-flash', {
    calls: 690,
    tokens_in: 2_100_000,
    tokens_out: 240_000,
    estimated_cost: 1.23,
    input_cost: 0.63,
    output_cost: 0.6,
  }),
  row('gpt-4o-mini', {
    calls: 1204,
    tokens_in: 960_000,
    tokens_out: 118_000,
    cost: 0.214,
    input_cost: 0.144,
    output_cost: 0.07,
  }),
  row('acme-private-7b', { calls: 37, unpriced_calls: 37, tokens_in: 52_000, tokens_out: 9000 }),
] as const;

const AGENTS = [
  row('lead-qualifier', {
    calls: 1204,
    tokens_in: 2_400_000,
    tokens_out: 310_000,
    cost: 6.2,
    estimated_cost: 0.9,
    input_cost: 4.1,
    output_cost: 3,
  }),
  row('support-triage', {
    calls: 820,
    tokens_in: 1_900_000,
    tokens_out: 240_000,
    cost: 4.1,
    estimated_cost: 0.75,
    input_cost: 3,
    output_cost: 1.85,
  }),
  row('report-writer', {
    calls: 470,
    tokens_in: 1_210_000,
    tokens_out: 118_000,
    cost: 1.119,
    input_cost: 0.7,
    output_cost: 0.419,
  }),
  row('private-agent', { calls: 37, unpriced_calls: 37, tokens_in: 52_000, tokens_out: 9000 }),
] as const;

/** An hour's part of a day, higher at work and never even. */
const load = (hour: number, salt: number): number =>
  0.2 + Math.max(0, Math.sin(((hour - 3) / 24) * 2 * Math.PI)) + ((hour * 7 + salt * 13) % 5) / 12;

function answer(group_by: 'model' | 'agent_id', groups: readonly SpendRow[]): SpendByGroup {
  const timeseries = Array.from({ length: 24 }, (_, hour) => hour)
    .filter((hour) => hour !== 5)
    .flatMap((hour) =>
      groups.map((each, salt) => {
        const part = load(hour, salt) / 16;
        return {
          timestamp: new Date(SINCE + hour * HOUR).toISOString(),
          group: each.group,
          calls: Math.round(each.calls * part),
          unpriced_calls: Math.round(each.unpriced_calls * part),
          tokens_in: Math.round(each.tokens_in * part),
          tokens_out: Math.round(each.tokens_out * part),
          cost: each.cost * part,
          estimated_cost: each.estimated_cost * part,
        };
      }),
    );
  return {
    group_by,
    since: new Date(SINCE).toISOString(),
    until: new Date(UNTIL).toISOString(),
    interval_seconds: 3600,
    summary: groups.reduce<Spend>(add, none),
    groups,
    timeseries,
  };
}

const page = (data: readonly LlmCallRecord[], totals: Spend): LlmCallPage => ({
  data,
  totals,
  pagination: { cursor: data.length > 0 ? 'next' : null, has_more: data.length > 0 },
});

const CALLS = [
  call('score_lead', 64_000, {
    tokens_in: 3200,
    tokens_out: 640,
    cost: 0.0192,
    prompt_preview: 'Score the following lead from 0 to 100.\n\nCompany: Initech',
    response_preview: '{"score": 84, "next": "book_demo"}',
    metadata: { temperature: 0.2, stop_reason: 'end_turn' },
  }),
  call('classify_ticket', 52_000, {
    agent_id: 'support-triage',
    model: 'gemini-2.5-flash',
    provider: 'gcp.vertex_ai',
    cost: 0.0004,
    cost_source: 'list',
    task_id: 'ticket-9931',
  }),
  call('summarise_thread', 41_000, {
    agent_id: 'support-triage',
    model: 'gpt-4o',
    provider: 'openai',
    cost: 0.0131,
    error_message: 'RateLimitError: 429 Too Many Requests',
  }),
  call('draft', 30_000, {
    agent_id: 'private-agent',
    model: 'acme-private-7b',
    provider: null,
    tokens_in: null,
    tokens_out: null,
    cost: null,
    cost_source: 'unpriced',
    duration_ms: null,
    task_id: null,
  }),
  call('rewrite_query', 12_000, { agent_id: 'report-writer', model: 'gpt-4o-mini', cost: 0.000_02 }),
] as const;

/** A day of five models and four agents: reported, estimated and unpriced. */
export const day: CostFixture = {
  byModel: answer('model', MODELS),
  byAgent: answer('agent_id', AGENTS),
  calls: page(CALLS, MODELS.reduce<Spend>(add, none)),
};

/** Calls of which only the name and the model are known. */
export const unpriced: CostFixture = {
  byModel: answer('model', [row('acme-private-7b', { calls: 4, unpriced_calls: 4 })]),
  byAgent: answer('agent_id', [row('private-agent', { calls: 4, unpriced_calls: 4 })]),
  calls: page([CALLS[3]], { ...none, calls: 4, unpriced_calls: 4 }),
};

/** Nothing at all. */
export const empty: CostFixture = {
  byModel: answer('model', []),
  byAgent: answer('agent_id', []),
  calls: page([], none),
};

const LONG = 'm'.repeat(600);
const EVIL = '<img src=x onerror="window.pwned=1">';

/** Twelve models, names that are too long and names that mean harm. */
export const hostile: CostFixture = {
  byModel: answer('model', [
    row(EVIL, { calls: 3, cost: 3 }),
    row(LONG, { calls: 9_999_999, unpriced_calls: 999_999, cost: 2, tokens_in: 9_000_000_000_000 }),
    ...Array.from({ length: 10 }, (_, index) => row(`model-${index}`, { calls: 1, cost: 0.1 })),
  ]),
  byAgent: answer('agent_id', [row(EVIL, { calls: 1, cost: 123_456.789 }), row('constructor', { calls: 2, cost: 1 })]),
  calls: page(
    [call(LONG, 1000, { model: LONG, agent_id: EVIL, prompt_preview: `</pre><script>window.pwned=1</script>` })],
    none,
  ),
};
