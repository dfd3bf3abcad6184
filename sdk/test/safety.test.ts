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

test('a wrong value costs its field, not the event, and is complained about once', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  for (let index = 0; index < 5; index += 1) {
    callAnyhow(agent, 'llmCall', ['score', { model: 'm', tokensIn: 'many', cost: 0.5 }]);
  }
  await client.flush();
  const [event] = hive.events('llm_call');
  expect(event?.attributes).toMatchObject({ 'gen_ai.request.model': 'm', 'hive.cost.usd': 0.5 });
  expect(event?.attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
  expect(hive.events('llm_call')).toHaveLength(5);
  expect(hive.warnings).toEqual([
    'llm_call: gen_ai.usage.input_tokens: expected a whole number from 0, got a string; the field is dropped',
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
