import fc from 'fast-check';
import { anyValue, expectedOf } from '../../test/fixtures/otlp/arbitrary.js';
import { logRecord } from '../../test/log-records.js';
import { NOON, span, spanEvent } from '../../test/spans.js';
import type { LogRecord } from '../decode/log-record.js';
import { LOG_DIALECTS } from './log-dialects.js';
import { recordRecogniser } from './log-recogniser.js';
import { normalise } from './normalise.js';
import { normaliseLogs } from './normalise-logs.js';

const SESSION = { 'session.id': 'session-1', 'prompt.id': 'prompt-1' };
const ASKED = {
  ...SESSION,
  model: 'claude-sonnet-4-5-20250929',
  input_tokens: 20,
  output_tokens: 40,
  cache_read_tokens: 1200,
  cache_creation_tokens: 30,
  cost_usd: 0.0011325,
  duration_ms: 95,
  request_id: 'req_1',
  query_source: 'sdk',
};
const ORIGIN = {
  agentId: 'claude-code',
  environment: 'production',
  group: 'default',
  project: 'default',
  taskId: 'prompt-1',
  taskRunId: 'prompt-1',
  taskType: 'claude_code',
  correlationId: 'session-1',
  traceId: '',
};
const RUN = { origin: ORIGIN, startedAt: NOON - 95 };
const asked = (parts: Parameters<typeof logRecord>[0] = {}): LogRecord =>
  logRecord({ body: 'claude_code.api_request', attributes: ASKED, ...parts });

test('a request of Claude Code is a call that cost what it says, and its run is over until more is heard', () => {
  const facts = normaliseLogs([asked()], NOON);
  const eventId = facts.calls[0]?.eventId ?? '';
  expect(eventId).toMatch(/^[0-9a-f-]{36}$/);
  expect(facts).toEqual({
    events: [
      {
        eventId,
        at: NOON,
        origin: ORIGIN,
        kind: 'llm_call',
        severity: 'info',
        status: 'success',
        summary: 'sdk: claude-sonnet-4-5-20250929 (1250→40)',
        tags: ['llm'],
        durationMs: 95,
        actionId: '',
        parentActionId: '',
        data: {
          name: 'sdk',
          model: 'claude-sonnet-4-5-20250929',
          provider: 'anthropic',
          tokens_in: 1250,
          tokens_out: 40,
          cache_read_tokens: 1200,
          cache_write_tokens: 30,
          cost: 0.0011325,
          duration_ms: 95,
          session_id: 'session-1',
        },
      },
    ],
    calls: [
      {
        eventId,
        at: NOON,
        origin: ORIGIN,
        actionId: '',
        dialect: 'claude_code',
        call: {
          name: 'sdk',
          model: 'claude-sonnet-4-5-20250929',
          provider: 'anthropic',
          tokensIn: 1250,
          tokensOut: 40,
          cacheReadTokens: 1200,
          cacheWriteTokens: 30,
          cost: 0.0011325,
          durationMs: 95,
          sessionId: 'session-1',
        },
        errorMessage: '',
      },
    ],
    tasks: [{ ...RUN, ended: { at: NOON, outcome: 'completed', error: '' } }],
    agents: [
      { agentId: 'claude-code', environment: 'production', group: 'default', at: NOON, news: { kind: 'alive' } },
    ],
    rejected: new Map(),
    ignored: new Map(),
    warnings: [],
  });
});

test.each([
  ['the body', { body: 'claude_code.api_request' }],
  ["the record's event name", { eventName: 'claude_code.api_request' }],
  ['an attribute', { attributes: { ...ASKED, 'event.name': 'claude_code.api_request' } }],
  ['an attribute, without its prefix', { attributes: { ...ASKED, 'event.name': 'api_request' } }],
  [
    'an attribute, beside a name that means nothing',
    { eventName: 'event src/x.rs:1', attributes: { ...ASKED, 'event.name': 'api_request' } },
  ],
])('the name of an event may stand in %s', (_where, parts) => {
  const { calls } = normaliseLogs([logRecord({ attributes: ASKED, ...parts })], NOON);
  expect(calls).toEqual(normaliseLogs([asked()], NOON).calls);
});

test.each([
  [
    'of an application that has the same name for it',
    { eventName: 'api_request', attributes: { ...SESSION, path: '/' } },
  ],
  ['without a session', { body: 'claude_code.api_request', attributes: { model: 'claude-sonnet-4-5', cost_usd: 1 } }],
  ['of a decision', { body: 'claude_code.tool_decision', attributes: SESSION }],
  ['that is an ordinary line', { body: 'listening on port 80' }],
  ['whose line begins like a name of ours', { body: 'hive.example is down' }],
  ['of a single message', { eventName: 'gen_ai.user.message', body: { content: 'Hello' } }],
  [
    'of a response that Codex has not counted',
    { attributes: { 'event.name': 'codex.sse_event', 'conversation.id': 'c' } },
  ],
])('a record %s is taken, and nothing for us', (_what, parts) => {
  const nothing = { events: [], calls: [], tasks: [], agents: [], warnings: [] };
  expect(normaliseLogs([logRecord(parts)], NOON)).toEqual({
    ...nothing,
    rejected: new Map(),
    ignored: new Map([['ignored', 1]]),
  });
});

test('a record inside a sampled span is left to the span, which tells the same', () => {
  const { calls, ignored } = normaliseLogs([asked({ inSpan: { sampled: true } })], NOON);
  expect([calls, ignored]).toEqual([[], new Map([['in_span', 1]])]);
});

test('a record inside a span that nobody keeps tells for itself', () => {
  const { calls, ignored } = normaliseLogs([asked({ inSpan: { sampled: false } })], NOON);
  expect([calls.map(({ call }) => call.cost), ignored.size]).toEqual([[0.0011325], 0]);
});

test('a row of the user may have records tell even inside spans', () => {
  const recognise = recordRecogniser([
    {
      name: 'claude_code',
      events: [{ event: 'claude_code.api_request', role: 'call' }],
      places: { cost: ['cost_usd'] },
      evenInSpans: true,
    },
  ]);
  const { calls } = normaliseLogs([asked({ inSpan: { sampled: true } })], NOON, recognise);
  expect(calls.map(({ call }) => call.cost)).toEqual([0.0011325]);
});

test('records of one moment are told apart, and a record that comes again is the same', () => {
  const first = asked();
  const second = asked({ attributes: { ...ASKED, request_id: 'req_2' } });
  const numbered = (sequence: number): LogRecord => {
    const { request_id: _, ...rest } = ASKED;
    return asked({ attributes: { ...rest, 'event.sequence': sequence } });
  };
  const ids = (records: readonly LogRecord[]): string[] =>
    normaliseLogs(records, NOON).calls.map(({ eventId }) => eventId);
  const all = [first, second, numbered(1), numbered(2)];
  expect(new Set(ids(all)).size).toBe(4);
  expect(ids([...all].reverse()).reverse()).toEqual(ids(all));
  // A collector on the way adds what it knows.
  expect(ids([asked({ attributes: { ...ASKED, 'k8s.pod.name': 'pod' } })])).toEqual(ids([first]));
});

test('an attempt that failed and one that succeeded are two calls, whatever id they share', () => {
  const failed = logRecord({ at: NOON - 5, body: 'claude_code.api_error', attributes: ASKED });
  const [first, second, ...others] = normaliseLogs([failed, asked()], NOON).calls;
  expect(others).toEqual([]);
  expect(first?.eventId).not.toBe(second?.eventId);
});

test('cached tokens, which Claude Code counts apart, are input tokens', () => {
  const attributes = { ...ASKED, input_tokens: 100, cache_read_tokens: 6, cache_creation_tokens: 1 };
  expect(normaliseLogs([asked({ attributes })], NOON).calls[0]?.call.tokensIn).toBe(107);
});

test('a request that failed is a failed call, and the run has failed unless it goes on', () => {
  const attributes = { ...SESSION, model: 'claude-sonnet-4-5', error: 'overloaded', status_code: 529, duration_ms: 7 };
  const { calls, events, tasks } = normaliseLogs([logRecord({ body: 'claude_code.api_error', attributes })], NOON);
  expect(calls).toMatchObject([{ errorMessage: 'overloaded', call: { model: 'claude-sonnet-4-5', durationMs: 7 } }]);
  expect(events).toMatchObject([{ kind: 'llm_call', status: 'failure', severity: 'error' }]);
  expect(tasks).toEqual([
    { origin: ORIGIN, startedAt: NOON - 7, ended: { at: NOON, outcome: 'failed', error: 'overloaded' } },
  ]);
});

test.each([
  ['true', {}, { kind: 'action_completed', status: 'success', summary: 'Bash' }],
  ['false', { error_type: 'ShellError' }, { kind: 'action_failed', status: 'failure', summary: 'Bash: ShellError' }],
  ['false', { error: 'no such file' }, { kind: 'action_failed', status: 'failure', summary: 'Bash: no such file' }],
])('a tool whose success is %s with %j is an action, and the run goes on', (success, error, expected) => {
  const attributes = {
    ...SESSION,
    tool_name: 'Bash',
    tool_use_id: 'toolu_1',
    success,
    ...error,
    duration_ms: '90',
  };
  const { events, tasks } = normaliseLogs([logRecord({ body: 'claude_code.tool_result', attributes })], NOON);
  expect(events).toMatchObject([{ ...expected, at: NOON - 90, durationMs: 90, origin: ORIGIN }]);
  expect(events[0]?.data).toMatchObject({ name: 'Bash', tool_call_id: 'toolu_1' });
  expect(tasks).toEqual([{ origin: ORIGIN, startedAt: NOON - 90, ended: { at: NOON, outcome: '', error: '' } }]);
});

test('a prompt begins a run; old versions know only the session', () => {
  const record = logRecord({
    body: 'claude_code.user_prompt',
    attributes: { 'session.id': 'session-1', prompt: 'Hello' },
  });
  const { events, tasks } = normaliseLogs([record], NOON);
  const origin = { ...ORIGIN, taskId: 'session-1', taskRunId: 'session-1' };
  expect(tasks).toEqual([{ origin, startedAt: NOON, ended: { at: NOON, outcome: '', error: '' } }]);
  expect(events).toMatchObject([
    { kind: 'task_started', origin, at: NOON, summary: 'Task started: claude_code: session-1', data: {} },
  ]);
});

test('a record that names a task of ours belongs to that task, and does not end it', () => {
  const ours = { 'hive.task.id': 'lead-1', 'hive.task.run_id': 'run-1', 'hive.agent.id': 'seller' };
  const { calls, tasks } = normaliseLogs([asked({ attributes: { ...ASKED, ...ours } })], NOON);
  expect(calls).toMatchObject([{ origin: { agentId: 'seller', taskId: 'lead-1', taskRunId: 'run-1' } }]);
  expect(tasks).toEqual([]);
});

test('a response that Codex counted is a call whose duration nobody knows', () => {
  const attributes = {
    'event.name': 'codex.sse_event',
    'event.kind': 'response.completed',
    'conversation.id': 'conversation-1',
    model: 'gpt-5-codex',
    input_token_count: '1250',
    output_token_count: '40',
    cached_token_count: 1200,
    cache_write_token_count: 0,
    reasoning_token_count: 3,
  };
  const resource = { 'service.name': 'codex_exec', env: 'test' };
  const { calls, events } = normaliseLogs([logRecord({ attributes, resource })], NOON);
  expect(calls).toMatchObject([
    {
      dialect: 'codex',
      origin: { agentId: 'codex_exec', environment: 'test', taskId: 'conversation-1', correlationId: 'conversation-1' },
    },
  ]);
  expect(calls[0]?.call).toEqual({
    name: 'response.completed',
    model: 'gpt-5-codex',
    provider: 'openai',
    tokensIn: 1250,
    tokensOut: 40,
    cacheReadTokens: 1200,
    cacheWriteTokens: 0,
    reasoningTokens: 3,
    sessionId: 'conversation-1',
  });
  expect(events).toMatchObject([{ kind: 'llm_call', durationMs: null }]);
  expect(events[0]?.data).not.toHaveProperty('duration_ms');
});

test('the event of a GenAI library is a call with its content, where no span tells of it', () => {
  const message = [{ role: 'user', parts: [{ type: 'text', content: 'Is Acme a good lead?' }] }];
  const record = logRecord({
    eventName: 'gen_ai.client.inference.operation.details',
    resource: { 'service.name': 'lead-service' },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4.1-mini',
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.conversation.id': 'conversation-1',
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 7,
      'gen_ai.input.messages': message,
    },
  });
  const { calls, tasks } = normaliseLogs([record], NOON);
  expect(calls).toMatchObject([
    {
      dialect: 'gen_ai',
      origin: { agentId: 'lead-service', taskId: '', project: '', correlationId: 'conversation-1' },
      call: {
        name: 'chat',
        model: 'gpt-4.1-mini',
        provider: 'openai',
        tokensIn: 20,
        tokensOut: 7,
        promptPreview: JSON.stringify(message),
      },
    },
  ]);
  expect(tasks).toEqual([]);
});

test('an event of ours is the same, as a log record or on a span', () => {
  const work = { 'hive.agent.id': 'seller', 'hive.task.id': 'lead-1', 'hive.task.run_id': 'run-1' };
  const called = {
    'hive.event.id': '0198c2a4-5b7e-7000-8000-000000000001',
    'hive.event.kind': 'llm_call',
    'hive.llm_call.name': 'score',
    'gen_ai.request.model': 'gpt-4o',
    'hive.cost.usd': 0.25,
  };
  const onSpan = normalise([span({ attributes: work, events: [spanEvent('hive.llm_call', called)] })], NOON);
  const inSpan = { sampled: true };
  const asRecord = (parts: Parameters<typeof logRecord>[0]): ReturnType<typeof normaliseLogs> =>
    normaliseLogs(
      [logRecord({ inSpan, resource: { 'service.name': 'shop' }, attributes: { ...work, ...called }, ...parts })],
      NOON,
    );
  for (const facts of [asRecord({ eventName: 'hive.llm_call' }), asRecord({ body: 'a call' })]) {
    expect(facts.events).toEqual(onSpan.events);
    expect(facts.calls).toEqual(onSpan.calls);
    expect(facts.ignored.size).toBe(0);
  }
});

test('a record cannot claim to be a task', () => {
  const attributes = {
    'hive.record': 'task',
    'hive.agent.id': 'seller',
    'hive.task.id': 'lead-1',
    'hive.task.outcome': 'failed',
  };
  const { events, tasks } = normaliseLogs([logRecord({ eventName: 'hive.heartbeat', attributes })], NOON);
  expect(events.map(({ kind }) => kind)).toEqual(['heartbeat']);
  expect(tasks).toEqual([]);
});

test.each([
  ['no time', 0, 'log record has no time'],
  ['a time long ago', NOON - 100 * 24 * 3600 * 1000, 'time is more than 90 days ago'],
  ['a time to come', NOON + 2 * 24 * 3600 * 1000, 'time is more than a day ahead of the server'],
])('a record with %s is rejected', (_what, at, reason) => {
  const { calls, rejected } = normaliseLogs([asked({ at }), asked()], NOON);
  expect([calls.length, rejected]).toEqual([1, new Map([[reason, 1]])]);
});

test('a record that was only observed happened when it was seen', () => {
  const seen = { ...asked({ at: 0 }), observedTimeUnixNano: BigInt(NOON) * 1_000_000n };
  expect(normaliseLogs([seen], NOON).calls).toEqual(normaliseLogs([asked()], NOON).calls);
});

test.each([[-5], ['soon'], [NaN], [1e300], [[7]]])('a duration of %j is none', (duration_ms) => {
  const { calls } = normaliseLogs([asked({ attributes: { ...ASKED, duration_ms } })], NOON);
  expect(calls[0]?.call).not.toHaveProperty('durationMs');
});

/** Every word that a row of the table goes by. */
const WORDS = new Set(
  LOG_DIALECTS.flatMap(({ marks = [], task = [], identity = [], duration = [], places, failure }) =>
    [marks, task, identity, duration, ...Object.values(places), failure?.message ?? [], [failure?.key ?? '']].flatMap(
      (found = []) => found.map((place) => (typeof place === 'string' ? place : place.key)),
    ),
  ),
);
const EVENTS = LOG_DIALECTS.flatMap(({ events }) => events);

test('whatever stands where something is expected, a record is read calmly, and the same each time', () => {
  const anything = fc.array(fc.tuple(fc.constantFrom(...WORDS), anyValue.map(expectedOf)), { maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...EVENTS), anything, ({ event, has }, found) => {
      const attributes = { 'session.id': 's', 'conversation.id': 'c', ...Object.fromEntries(found) };
      const record = logRecord({
        body: event,
        attributes: has === undefined ? attributes : { [has]: 'x', ...attributes },
      });
      const facts = normaliseLogs([record], NOON);
      expect(facts.ignored.size + facts.agents.length).toBe(1);
      expect(normaliseLogs([record], NOON)).toEqual(facts);
    }),
    { numRuns: 2_000 },
  );
});
