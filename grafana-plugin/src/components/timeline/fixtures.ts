import type { LlmCallRecord } from '@hiveboard/sdk/contract';
import type { ShownPlan, ShownTimeline } from '../../data/shown-timeline.js';
import { action, at, call, callEvent, event, task, timeline } from './fixture-task.js';

/** A task as the view takes it. */
export interface TimelineFixture {
  readonly timeline: ShownTimeline;
  readonly calls: readonly LlmCallRecord[];
}

type Step = ShownPlan['steps'][number];
const step = (index: number, description: string, rest: Partial<Step> = {}): Step => ({
  index,
  description,
  state: 'completed',
  started_at: at(index * 1000),
  completed_at: at(index * 1000 + 900),
  turns: 1,
  tokens: 1200,
  ...rest,
});
const pending = { state: 'pending', started_at: null, completed_at: null, turns: null, tokens: null } as const;

const RICH_CALLS = [
  call('extract_company', 2100, {
    model: 'gpt-4o-mini',
    provider: 'openai',
    tokens_in: 820,
    tokens_out: 90,
    cost: 0.0002,
    cost_source: 'list',
    duration_ms: 640,
  }),
  call('score_lead', 6400, {
    tokens_in: 3200,
    tokens_out: 640,
    cache_read_tokens: 2048,
    cost: 0.0192,
    duration_ms: 2900,
    prompt_preview:
      'You are a lead qualification expert. Score the following lead from 0 to 100.\n\nCompany: Initech (220 people, logistics)\nSource: webinar\nNotes: asked twice for a price list, has a budget for Q1.',
    response_preview: '{"score": 84, "reasons": ["budget confirmed", "decision maker on call"], "next": "book_demo"}',
    metadata: { temperature: 0.2, stop_reason: 'end_turn', turn_number: 2, caller: { file: 'score.ts', line: 48 } },
  }),
  call('draft_email', 10_200, { tokens_in: 600, tokens_out: 160, cost: 0.0118, duration_ms: 1500 }),
] as const;

/** A finished lead with a plan, nested actions, three calls, an issue and an unknown kind. */
export const rich: TimelineFixture = {
  calls: RICH_CALLS,
  timeline: timeline({
    time_breakdown: { llm_ms: 5040, waiting_ms: 0, tools_ms: 3360, other_ms: 3600 },
    task: task({ estimated_cost: 0.0002, cost: 0.031 }),
    plan: {
      goal: 'Qualify the lead from Initech',
      revision: 0,
      revisions: 1,
      completed: 4,
      steps: [
        step(0, 'Search CRM'),
        step(1, 'Enrich company data', { turns: 2, tokens: 910 }),
        step(2, 'Score lead', { turns: 2, tokens: 3840 }),
        step(3, 'Write to the account owner'),
      ],
    },
    events: [
      event('plan_created', 60, { summary: 'Qualify the lead', data: { goal: 'Qualify the lead from Initech' } }),
      event('plan_step', 120, { data: { step_index: 0, action: 'started', description: 'Search CRM' } }),
      callEvent(RICH_CALLS[0], 'a2'),
      callEvent(RICH_CALLS[1], 'a4'),
      event('issue', 7000, {
        summary: 'CRM answers slowly',
        severity: 'warn',
        data: { title: 'CRM answers slowly', severity: 'medium', category: 'connectivity', context: { p95_ms: 2400 } },
      }),
      event('memory_op', 7600, {
        summary: 'Stored 3 facts about Initech',
        tags: ['memory', 'write'],
        data: { operation: 'store', result_count: 3, latency_ms: 12, keys: ['budget', 'size', 'owner'] },
      }),
      callEvent(RICH_CALLS[2], 'a5'),
    ],
    action_tree: [
      action('a1', 200, {
        name: 'search_crm',
        duration_ms: 2300,
        children: [
          action('a2', 1300, { name: 'parse_record', parent_action_id: 'a1', duration_ms: 900 }),
          action('a3', 2300, { name: 'cache_record', parent_action_id: 'a1', duration_ms: 120 }),
        ],
      }),
      action('a4', 3300, { name: 'score_lead', duration_ms: 3200 }),
      action('a5', 8500, { name: 'send_email', duration_ms: 2900 }),
    ],
  }),
};

/** A call that failed twice and then went through. */
export const retried: TimelineFixture = {
  calls: [call('summarise', 9800, { duration_ms: 700 })],
  timeline: timeline({
    task: task({ task_id: 'task_enrich-77', error_count: 2, retry_count: 2, calls: 1 }),
    events: [
      event('retry', 2600, {
        severity: 'warn',
        data: { attempt: 1, reason: 'HTTP 503 from enrichment API', backoff_seconds: 1 },
      }),
      event('retry', 6000, {
        severity: 'warn',
        data: { attempt: 2, reason: 'HTTP 503 from enrichment API', backoff_seconds: 2 },
      }),
      { ...callEvent(call('summarise', 9800, { duration_ms: 700 })), task_id: 'task_enrich-77' },
    ],
    action_tree: [
      action('load_profile', 300, { duration_ms: 420 }),
      action('e1', 900, {
        name: 'enrich_company',
        status: 'failed',
        duration_ms: 1500,
        error_message: 'EnrichmentError: 503 Service Unavailable after 1500 ms',
      }),
      action('e2', 3700, {
        name: 'enrich_company',
        status: 'failed',
        duration_ms: 2100,
        error_message: 'EnrichmentError: 503 Service Unavailable after 2100 ms',
      }),
      action('e3', 8100, { name: 'enrich_company', duration_ms: 800 }),
      action('store_profile', 10_400, { duration_ms: 300 }),
    ],
  }),
};

/** The same first failure, given up at once. */
export const failed: TimelineFixture = {
  calls: [],
  timeline: timeline({
    task: task({
      task_id: 'task_enrich-78',
      derived_status: 'failed',
      completed_at: at(2500),
      duration_ms: 2500,
      error_count: 1,
      calls: 0,
      cost: 0,
      error_message: 'EnrichmentError: 401 the key was revoked',
    }),
    plan: {
      goal: 'Enrich',
      revision: 0,
      revisions: 1,
      completed: 1,
      steps: [step(0, 'Load profile'), step(1, 'Enrich company', { state: 'failed' }), step(2, 'Store', pending)],
    },
    action_tree: [
      action('load_profile', 300, { duration_ms: 420 }),
      action('enrich_company', 900, {
        status: 'failed',
        duration_ms: 1500,
        error_message: 'EnrichmentError: 401 the key was revoked',
      }),
    ],
  }),
};

/** Still at work: a step in progress, an action that has not ended. */
export const running: TimelineFixture = {
  calls: [RICH_CALLS[0]],
  timeline: timeline({
    task: task({
      derived_status: 'processing',
      completed_at: null,
      duration_ms: 5400,
      calls: 1,
      cost: 0,
      estimated_cost: 0.0002,
    }),
    plan: {
      goal: 'Qualify the lead',
      revision: 0,
      revisions: 1,
      completed: 1,
      steps: [
        step(0, 'Search CRM'),
        step(1, 'Score lead', { state: 'started', completed_at: null }),
        step(2, 'Write to the account owner', pending),
      ],
    },
    events: [callEvent(RICH_CALLS[0], 'a1')],
    action_tree: [
      action('a1', 200, { name: 'search_crm', duration_ms: 2300 }),
      action('a4', 3300, { name: 'score_lead', duration_ms: null, status: 'processing' }),
    ],
  }),
};

/** A plan that was changed on the way: steps of the first plan stay among the events, one new step was skipped. */
export const replanned: TimelineFixture = {
  calls: [],
  timeline: timeline({
    task: task({ calls: 0, cost: 0 }),
    plan: {
      goal: 'Answer from the archive',
      revision: 1,
      revisions: 2,
      completed: 2,
      steps: [
        step(0, 'Search the archive'),
        step(1, 'Ask the author', { state: 'skipped', turns: 0, tokens: 0 }),
        step(2, 'Write the answer'),
      ],
    },
    events: [
      event('plan_created', 100, { data: { goal: 'Answer from the wiki', revision: 0 } }),
      event('plan_step', 300, { data: { step_index: 0, action: 'started', description: 'Search the wiki' } }),
      event('plan_step', 1200, {
        severity: 'error',
        data: { step_index: 0, action: 'failed', description: 'The wiki is down' },
      }),
      event('plan_created', 1500, { data: { goal: 'Answer from the archive', revision: 1 } }),
      event('plan_step', 2000, {
        data: { step_index: 0, action: 'completed', description: 'Search the archive', plan_revision: 1 },
      }),
    ],
    action_tree: [
      action('search_wiki', 320, { status: 'failed', duration_ms: 800, error_message: 'connect ECONNREFUSED' }),
    ],
  }),
};

/** Escalated, approved once, and waiting for a second decision. */
export const waiting: TimelineFixture = {
  calls: [],
  timeline: timeline({
    time_breakdown: { llm_ms: 0, waiting_ms: 90_600, tools_ms: 1400, other_ms: 3000 },
    task: task({
      derived_status: 'waiting',
      completed_at: null,
      duration_ms: 95_000,
      has_escalation: true,
      has_human_intervention: true,
      calls: 0,
      cost: 0,
    }),
    events: [
      event('escalated', 2000, {
        severity: 'warn',
        data: { reason: 'Refund above the limit of $500', assigned_to: 'finance' },
      }),
      event('approval_requested', 2400, { data: { approver: 'dana@acme.example', reason: 'Refund of $740' } }),
      event('approval_received', 31_000, { data: { approved_by: 'dana@acme.example', decision: 'approved' } }),
      event('approval_requested', 32_000, { data: { approver: 'lee@acme.example', reason: 'Close the account' } }),
      event('approval_received', 60_000, { data: { approved_by: 'lee@acme.example', decision: 'rejected' } }),
      event('approval_requested', 61_000, { data: { approver: 'cfo@acme.example' } }),
    ],
    action_tree: [action('check_refund', 300, { duration_ms: 1400 })],
  }),
};

/** A task that has begun and has told nothing yet. */
export const silent: TimelineFixture = { calls: [], timeline: timeline({ task: task({ calls: 0, cost: 0 }) }) };

const EVIL = '<img src=x onerror="window.pwned=1">\u202e\u0000';
const LONG = 'x'.repeat(4000);

const HOSTILE_CALL = call(EVIL, 3000, {
  model: `${LONG}-model`,
  prompt_preview: '<script>window.pwned=1</script>',
  response_preview: `{"cut": "${LONG}`,
});

/** Names from somebody who means harm, kinds that are names of object methods, values of every type. */
export const hostile: TimelineFixture = {
  calls: [HOSTILE_CALL],
  timeline: timeline({
    task: task({ task_id: `${EVIL}${LONG}`, agent_id: `javascript:alert(1)//${LONG}`, error_message: EVIL }),
    truncated: true,
    plan: {
      goal: EVIL,
      revision: 3,
      revisions: 4,
      completed: 0,
      steps: [step(0, LONG, pending), step(1, EVIL, { state: 'failed' })],
    },
    events: [
      callEvent(HOSTILE_CALL),
      event('constructor', 1000, {
        summary: EVIL,
        tags: [EVIL, LONG],
        data: { __proto__x: EVIL, deep: [{ a: [null, true, 1e308] }] },
      }),
      event('approval_received', 1500, { data: { approved_by: 7, decision: ['approved'] } }),
      event('retry', 2000, { data: { attempt: 'many', reason: null } }),
    ],
    action_tree: [action('h1', 2500, { name: LONG, status: 'failed', error_message: `${EVIL}${LONG}` })],
  }),
};

const MODELS = ['gpt-4o-mini', 'claude-sonnet-4-5', 'gemini-2.5-flash'] as const;

/** As many events as make a long task, half of them calls inside actions. */
export function long(count: number): TimelineFixture {
  const half = Math.floor(count / 2);
  const indices = Array.from({ length: half }, (_, index) => index);
  const calls = indices.map((index) =>
    call(`turn_${index}`, index * 1000 + 900, {
      model: MODELS[index % 3] ?? '',
      duration_ms: 300 + ((index * 37) % 500),
    }),
  );
  return {
    calls,
    timeline: timeline({
      task: task({ completed_at: at(half * 1000), duration_ms: half * 1000, calls: half }),
      events: calls.map((record, index) => callEvent(record, `step-${index}`)),
      action_tree: indices.map((index) => action(`step-${index}`, index * 1000, { duration_ms: 950 })),
    }),
  };
}
