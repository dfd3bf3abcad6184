import { runInNewContext } from 'node:vm';
import type { Agent, HiveOptions, Task } from '../src/index.js';
import { useHive } from './use-hive.js';

const hive = useHive();

/** Hands over values that TypeScript would refuse, as plain JavaScript does every day. */
const callAnyhow = (target: object, method: string, args: readonly unknown[]): unknown => {
  const found: unknown = Reflect.get(target, method);
  return typeof found === 'function' ? Reflect.apply(found, target, args) : undefined;
};

const trap = new Proxy(
  {},
  {
    get: (): never => {
      throw new Error('trap');
    },
    ownKeys: (): never => {
      throw new Error('trap');
    },
  },
);
const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

const HOSTILE: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['a number', 7],
  ['NaN', NaN],
  ['a BigInt', 10n ** 30n],
  ['a symbol', Symbol('s')],
  ['a function', () => 'x'],
  ['a huge string', 'x'.repeat(100_000)],
  ['a list', [[[]]]],
  ['a cycle', cycle],
  ['a trap', trap],
];

const TASK_METHODS: readonly (keyof Task)[] = [
  'llmCall',
  'plan',
  'planStep',
  'escalate',
  'requestApproval',
  'approvalReceived',
  'retry',
  'event',
  'setPayload',
  'fail',
  'cancel',
  'complete',
];
const AGENT_METHODS: readonly (keyof Agent)[] = [
  'heartbeat',
  'llmCall',
  'queueSnapshot',
  'todo',
  'scheduled',
  'reportIssue',
  'resolveIssue',
  'event',
  'startTask',
  'stop',
];

test.each(HOSTILE)('nothing throws when every argument is %s', async (_what, value) => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  for (const method of TASK_METHODS) {
    const task = agent.startTask('t');
    expect(() => callAnyhow(task, method, [value, value, value])).not.toThrow();
    task.complete();
  }
  for (const method of AGENT_METHODS) expect(() => callAnyhow(agent, method, [value, value, value])).not.toThrow();
  expect(callAnyhow(agent, 'task', [value, value, () => 'done'])).toBe('done');
  expect(callAnyhow(agent, 'track', [value, () => 'done'])).toBe('done');
  expect(() => callAnyhow(client, 'agent', [value, value])).not.toThrow();
  await client.flush();
  expect(client.stats()).toMatchObject({ pending: 0, dropped: 0 });
});

test.each<readonly [string, readonly unknown[], string]>([
  ['llmCall', ['n'], 'llm_call: gen_ai.request.model: required, but missing'],
  ['llmCall', ['n', null], 'llmCall: options must be an object, got null'],
  ['llmCall', ['n', 'gpt-4o'], 'llmCall: options must be an object, got string'],
  ['planStep', [], 'plan_step: hive.plan.step.index: required, but missing'],
  ['plan', ['goal', 'one step'], 'plan: steps must be a list of texts'],
  ['escalate', [], 'escalated: hive.escalation.reason: required, but missing'],
  ['requestApproval', [], 'approval_requested: hive.approval.approver: required, but missing'],
  ['approvalReceived', [{ decision: 'maybe' }], 'approval_received: hive.approval.approved_by: required, but missing'],
  [
    'retry',
    [{ attempt: 0, reason: 'r' }],
    'retry: hive.retry.attempt: expected a whole number from 1, got a number; the field is dropped',
  ],
])('%s(%j) is recorded all the same, and what is wrong with it is said', async (method, args, warning) => {
  const client = hive.connect();
  const task = client.agent('a', { heartbeatInterval: 0 }).startTask('t', { runId: 'r' });
  callAnyhow(task, method, args);
  task.complete();
  await client.flush();
  expect(hive.spans('task')[0]?.events).toHaveLength(1);
  expect(hive.warnings).toContain(warning);
});

test('options that change after the call, and options whose getters throw, are told as they were and as far as they go', async () => {
  const client = hive.connect({ flushIntervalMs: 600_000 });
  const task = client.agent('a', { heartbeatInterval: 0 }).startTask('t');
  const options = { model: 'm', tokensIn: 1, metadata: { turn: 1 }, tags: ['first'] };
  task.llmCall('kept', options);
  Object.assign(options, { model: 'other', tokensIn: 2 });
  options.metadata.turn = 2;
  options.tags[0] = 'second';
  class Usage {
    readonly model: string = 'm';
    readonly #tokens = [5];
    get tokensIn(): number {
      return this.#tokens.length * 5;
    }
    get tokensOut(): number {
      throw new Error('not counted');
    }
  }
  task.llmCall('read', new Usage());
  task.complete();
  await client.flush();
  const [kept, read] = hive.events('llm_call').map(({ attributes }) => attributes);
  expect(kept).toMatchObject({
    'gen_ai.request.model': 'm',
    'gen_ai.usage.input_tokens': 1,
    'hive.llm_call.metadata': '{"turn":1}',
    'hive.event.tags': ['first'],
  });
  expect(read).toMatchObject({ 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 5 });
  expect(hive.warnings).toEqual(['llmCall: tokensOut cannot be read: not counted; it is left out']);
});

test.each<readonly [string, unknown]>([
  ['a promise', Promise.resolve('done')],
  ['null', null],
  ['a text', 'work'],
])('work that is %s cannot be run: it comes back as it is, and it is said what to do', (_what, work) => {
  const agent = hive.connect().agent('a', { heartbeatInterval: 0 });
  expect(callAnyhow(agent, 'track', ['step', work])).toBe(work);
  expect(callAnyhow(agent.startTask('t'), 'run', [work])).toBe(work);
  expect(callAnyhow(agent.startAction('step'), 'run', [work])).toBe(work);
  const advice = 'needs a function to run, such as () => work(); nothing is run, and what was given comes back';
  expect(hive.warnings).toEqual([`track: ${advice}`, `run: ${advice}`]);
});

test('results that throw when they are looked at come out as they are', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  const result = new Proxy(
    {},
    {
      get: (): never => fail('get'),
      has: (): never => fail('has'),
    },
  );
  expect(agent.task('t', () => agent.track('step', () => result)) === result).toBe(true);
  await client.flush();
  expect(hive.spans('task')[0]?.attributes['hive.task.outcome']).toBe('completed');
  expect(hive.spans('action')).toHaveLength(1);
});

function fail(what: string): never {
  throw new Error(what);
}

test('a payload that is no object is left out, and said so', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  const task = agent.startTask('t');
  callAnyhow(task, 'setPayload', ['text']);
  task.setPayload({ kept: true });
  agent.track('step', (action) => {
    callAnyhow(action, 'setPayload', [[1]]);
    action.setPayload({ rows: 1 });
  });
  callAnyhow(task, 'complete', ['success']);
  await client.flush();
  expect(hive.spans('task')[0]?.attributes['hive.task.payload']).toBe('{"kept":true}');
  expect(hive.spans('action')[0]?.attributes['hive.action.payload']).toBe('{"rows":1}');
  expect(hive.warnings).toEqual([
    'setPayload: the payload must be an object, got string; it is left out',
    'setPayload: the payload must be an object, got a list; it is left out',
    'complete: the payload must be an object, got string; it is left out',
  ]);
});

test.each<readonly [string, readonly unknown[], string]>([
  ['llmCall', [undefined, { model: 'm' }], 'llm_call: hive.llm_call.name: required, but missing'],
  ['reportIssue', [{ severity: 'low' }], 'issue: hive.issue.title: required, but missing'],
  ['reportIssue', [{ summary: 's' }], 'reportIssue: severity is required, but missing'],
  ['resolveIssue', [{}], 'issue: hive.issue.title: required, but missing'],
  ['queueSnapshot', [{}], 'queue_snapshot: hive.queue.depth: required, but missing'],
  ['todo', [{ action: 'created' }], 'todo: hive.todo.id: required, but missing'],
  ['todo', [{ todoId: 't' }], 'todo: hive.todo.action: required, but missing'],
  ['scheduled', [{}], 'scheduled: hive.schedule.items: required, but missing'],
  ['event', [], 'custom: hive.custom.name: required, but missing'],
])('what an agent says with %s(%j) arrives without it, and what is missing is said', async (method, args, warning) => {
  const client = hive.connect();
  callAnyhow(client.agent('a', { heartbeatInterval: 0 }), method, args);
  await client.flush();
  expect(hive.spans('agent').flatMap(({ events }) => events)).toHaveLength(2);
  expect(hive.warnings).toEqual([warning]);
});

test('an agent and a task without a name are recorded under one that says so, and any other name is kept', async () => {
  const client = hive.connect();
  client.agent('', { heartbeatInterval: 0 }).task('', () => undefined);
  client.agent('🐝', { heartbeatInterval: 0 }).task('x'.repeat(10_000), () => undefined);
  await client.flush();
  expect(hive.spans('task').map(({ attributes }) => [attributes['hive.agent.id'], attributes['hive.task.id']])).toEqual(
    [
      ['unknown', 'unknown'],
      ['🐝', 'x'.repeat(256)],
    ],
  );
  expect(hive.warnings).toEqual([
    'hive.agent.id: a name is needed; it goes by "unknown"',
    'hive.task.id: a name is needed; it goes by "unknown"',
    'hive.task.id: cut from 10000 to 256 characters',
  ]);
});

test.each<readonly [string, unknown]>([
  ['endpoint', 4318],
  ['apiKey', 5],
  ['environment', {}],
  ['group', []],
  ['serviceName', true],
  ['enabled', 'false'],
  ['clock', 5],
  ['tracerProvider', 5],
])('a wrong %s is said, and the default is used', async (name, value) => {
  const endpoint = process.env['HIVE_ENDPOINT'];
  process.env['HIVE_ENDPOINT'] = hive.collector.endpoint;
  try {
    const client = hive.connect({ [name]: value });
    client.agent('a', { heartbeatInterval: 0 });
    await client.flush();
    await client.shutdown();
    expect(client.stats()).toEqual({ sent: 2, pending: 0, dropped: 0 });
    expect(hive.warnings).toEqual([expect.stringMatching(`^init: ${name} must be .*; using the default$`)]);
  } finally {
    if (endpoint === undefined) delete process.env['HIVE_ENDPOINT'];
    else process.env['HIVE_ENDPOINT'] = endpoint;
  }
});

test.each([Infinity, NaN, -1, 10n, 'soon', null, {}, Symbol('s')])(
  'flush and shutdown wait for what is left, whatever they are given as their limit: %p',
  async (limit) => {
    const client = hive.connect();
    client.agent('a', { heartbeatInterval: 0 });
    await callAnyhow(client, 'flush', [limit]);
    expect(client.stats()).toEqual({ sent: 1, pending: 0, dropped: 0 });
    await callAnyhow(client, 'shutdown', [limit]);
    expect(client.stats()).toEqual({ sent: 2, pending: 0, dropped: 0 });
  },
);

test('a task without work runs nothing and says what to do', () => {
  const agent = hive.connect().agent('a', { heartbeatInterval: 0 });
  expect(callAnyhow(agent, 'task', ['t', {}])).toBeUndefined();
  expect(hive.warnings).toEqual([
    'task: needs a function to run; nothing is run. To end a task yourself, use startTask',
  ]);
});

test('what is said after shutdown is refused in one sentence, once', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  await client.shutdown();
  for (let again = 0; again < 3; again += 1) agent.event('late');
  agent.task('late', () => undefined);
  expect(hive.warnings).toEqual(['the connection is shut down; nothing is recorded any more. Call init again']);
});

test('a wrong value costs its field, not the event, and is complained about once', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  for (let index = 0; index < 5; index += 1) {
    callAnyhow(agent, 'llmCall', ['score', { model: 'm', tokensIn: 'many', tokensOut: 1.5, cost: 0.5 }]);
  }
  callAnyhow(agent, 'llmCall', ['score', { model: 'm', cost: '0.5' }]);
  await client.flush();
  const [event] = hive.events('llm_call');
  expect(event?.attributes).toMatchObject({ 'gen_ai.request.model': 'm', 'hive.cost.usd': 0.5 });
  expect(event?.attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
  expect(event?.attributes).not.toHaveProperty(['gen_ai.usage.output_tokens']);
  expect(hive.events('llm_call')).toHaveLength(6);
  expect(hive.events('llm_call')[5]?.attributes).not.toHaveProperty(['hive.cost.usd']);
  // Events are written when they leave, the last first.
  expect([...hive.warnings].sort()).toEqual([
    'llm_call: gen_ai.usage.input_tokens: expected a whole number from 0, got a string; the field is dropped',
    'llm_call: gen_ai.usage.output_tokens: expected a whole number from 0, got a number; the field is dropped',
    'llm_call: hive.cost.usd: expected US dollars from 0 to 1e9, got a string; the field is dropped',
  ]);
});

test.each<readonly [string, HiveOptions]>([
  ['an endpoint that is none', { endpoint: 'not an address' }],
  ['a clock that throws', { clock: () => JSON.parse('{') as number }],
  ['a clock that lies', { clock: () => NaN }],
  ['numbers out of range', { flushIntervalMs: -1, maxQueueSize: 0.5 }],
  [
    'a warning sink that throws',
    {
      endpoint: 'nowhere',
      onWarning: () => {
        throw new Error('sink');
      },
    },
  ],
  [
    'a tracer provider that throws',
    {
      tracerProvider: {
        getTracer: () => {
          throw new Error('provider');
        },
      },
    },
  ],
])('the agent works on with %s', async (_what, options) => {
  const client = hive.connect(options);
  const agent = client.agent('a');
  const error = new Error('mine');
  await expect(
    agent.task('t', {}, async (task) => {
      task.llmCall('x', { model: 'm' });
      await agent.track('step', () => Promise.reject(error));
    }),
  ).rejects.toBe(error);
  await client.shutdown();
});

test('methods work when they are taken off their object', async () => {
  const client = hive.connect();
  const { task, event } = client.agent('a', { heartbeatInterval: 0 });
  event('one');
  task('t', {}, ({ event: tell }) => {
    tell('two');
  });
  await client.flush();
  expect(hive.events('custom').map(({ attributes }) => attributes['hive.custom.name'])).toEqual(['one', 'two']);
});

test('a promise in place of work comes back from a task too, for whoever waits for it', async () => {
  const agent = hive.connect().agent('a', { heartbeatInterval: 0 });
  const work = Promise.resolve(7);
  expect(callAnyhow(agent, 'task', ['t', {}, work])).toBe(work);
  expect(callAnyhow(agent, 'task', ['t', work])).toBe(work);
  await expect(work).resolves.toBe(7);
});

test('options made in another realm are read as those made here', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  callAnyhow(agent, 'heartbeat', [runInNewContext("({ summary: 'from afar' })")]);
  callAnyhow(agent, 'llmCall', ['n', runInNewContext("({ model: 'm', tokensIn: 5 })")]);
  await client.flush();
  const [beat] = hive.events('heartbeat');
  expect(beat?.attributes['hive.event.summary']).toBe('from afar');
  expect(beat?.attributes).not.toHaveProperty(['hive.heartbeat.data']);
  expect(hive.events('llm_call')[0]?.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 5 });
  expect(hive.warnings).toEqual([]);
});
