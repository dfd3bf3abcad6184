import { currentTask } from '../src/index.js';
import { T0, useHive, withoutId } from './use-hive.js';

const hive = useHive();

test('an agent beats at once and then at each interval', async () => {
  hive.connect().agent('a', { heartbeatInterval: 0.02, stuckThreshold: 10 });
  const beats = await hive.collector.until(() => {
    const received = hive.events('heartbeat');
    return received.length >= 3 ? received : undefined;
  });
  expect(beats[0]?.at).toBe(T0);
  expect(beats.slice(0, 3).map(withoutId)).toEqual(
    Array.from({ length: 3 }, () => ({
      'hive.event.kind': 'heartbeat',
      'hive.event.severity': 'debug',
      'hive.agent.stuck_threshold_seconds': 10,
    })),
  );
});

test('an agent without an interval beats only when told', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0, heartbeatPayload: () => ({ summary: 'here' }) });
  await client.flush();
  expect(hive.events('heartbeat')).toEqual([]);
  agent.heartbeat();
  await client.flush();
  expect(hive.events('heartbeat').map(({ attributes }) => attributes['hive.event.summary'])).toEqual(['here']);
});

test('payload and queue are asked before each beat, and a queue that says nothing sends no snapshot', async () => {
  const client = hive.connect();
  const answers = [{ depth: 1 }, null, { depth: 0 }];
  const agent = client.agent('a', {
    heartbeatInterval: 0,
    heartbeatPayload: () => Promise.resolve({ summary: 'Working', tasks_done: 7 }),
    queueProvider: () => answers.shift(),
  });
  agent.heartbeat();
  agent.heartbeat();
  agent.heartbeat();
  await client.flush();
  // The first answer comes later than the beats that did not wait for it: one question at a time.
  const told = await hive.collector.until(() =>
    hive.events('heartbeat').find(({ attributes }) => attributes['hive.event.summary'] === 'Working'),
  );
  expect(told.attributes['hive.heartbeat.data']).toBe('{"tasks_done":7}');
  expect(hive.events('heartbeat')).toHaveLength(3);
  expect(hive.events('queue_snapshot').map(({ attributes }) => attributes['hive.queue.depth'])).toEqual([1, 0]);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
    'failed: broken',
  ],
  ['rejects', () => Promise.reject(new Error('broken')), 'failed: broken'],
  ['never answers', () => new Promise<never>(() => undefined), 'is too slow; the heartbeat goes out without it'],
])('a provider that %s costs its own answer and nothing else', async (_what, provider, complaint) => {
  const client = hive.connect();
  client.agent('payload', {
    heartbeatInterval: 0.02,
    heartbeatPayload: provider,
    queueProvider: () => ({ depth: 3 }),
  });
  client.agent('queue', {
    heartbeatInterval: 0.02,
    heartbeatPayload: () => ({ summary: 'fine' }),
    queueProvider: provider,
  });
  const of = (agent: string, kind: string) =>
    hive
      .spans('agent')
      .filter(({ attributes }) => attributes['hive.agent.id'] === agent)
      .flatMap(({ events }) => events.filter(({ name }) => name === `hive.${kind}`));
  await hive.collector.until(() => (of('payload', 'heartbeat').length >= 3 ? true : undefined));
  await hive.collector.until(() => (of('queue', 'heartbeat').length >= 3 ? true : undefined));
  expect(of('payload', 'heartbeat')[0]?.attributes).not.toHaveProperty(['hive.event.summary']);
  expect(of('payload', 'queue_snapshot').length).toBeGreaterThanOrEqual(1);
  expect(of('queue', 'heartbeat')[0]?.attributes['hive.event.summary']).toBe('fine');
  expect(of('queue', 'queue_snapshot')).toEqual([]);
  expect(hive.warnings).toEqual(
    expect.arrayContaining([`heartbeatPayload ${complaint}`, `queueProvider ${complaint}`]),
  );
});

test.each<readonly [string, () => unknown, string]>([
  ['a text', () => 'busy', 'heartbeat: options must be an object, got string'],
  ['a list', () => [1], 'heartbeat: options must be an object, got a list'],
  [
    'something unreadable',
    () =>
      new Proxy(
        {},
        {
          ownKeys: (): never => {
            throw new Error('no keys');
          },
        },
      ),
    'heartbeat: options cannot be read: no keys',
  ],
])('a provider that answers %s costs its own answer, which is said', async (_what, provider, complaint) => {
  const client = hive.connect();
  const agent = client.agent('a', {
    heartbeatInterval: 0,
    heartbeatPayload: provider as () => null,
    queueProvider: provider as () => null,
  });
  agent.heartbeat();
  await client.flush();
  expect(hive.events('heartbeat').map(withoutId)).toEqual([
    { 'hive.event.kind': 'heartbeat', 'hive.event.severity': 'debug', 'hive.agent.stuck_threshold_seconds': 300 },
  ]);
  expect(hive.events('queue_snapshot')).toEqual([]);
  expect(hive.warnings).toEqual([complaint, complaint.replace('heartbeat', 'queueProvider')]);
});

test('a provider may answer by any thenable, as query builders do', async () => {
  const client = hive.connect();
  const query = {
    then: (resolve: (answer: { summary: string }) => void) => {
      resolve({ summary: 'asked' });
    },
  };
  client.agent('a', { heartbeatInterval: 0, heartbeatPayload: () => query }).heartbeat();
  await client.flush();
  expect(hive.events('heartbeat').map(({ attributes }) => attributes['hive.event.summary'])).toEqual(['asked']);
});

test('a provider that beats itself is not asked within its own answer', async () => {
  const client = hive.connect();
  const agent = client.agent('a', {
    heartbeatInterval: 0,
    heartbeatPayload: () => {
      agent.heartbeat();
      return { summary: 'outer' };
    },
  });
  agent.heartbeat();
  await client.flush();
  expect(hive.events('heartbeat').map(({ attributes }) => attributes['hive.event.summary'])).toEqual([
    undefined,
    'outer',
  ]);
  expect(hive.warnings).toEqual([]);
});

test('an agent without a queueProvider says nothing of a queue', async () => {
  const client = hive.connect();
  client.agent('a', { heartbeatInterval: 0, heartbeatPayload: () => ({ depth: 4 }) }).heartbeat();
  await client.flush();
  expect(hive.events('heartbeat')).toHaveLength(1);
  expect(hive.events('queue_snapshot')).toEqual([]);
});

test.each([1e10, Infinity, -1, '5'])(
  'an interval of %p is said to be none, and the default is used',
  async (interval) => {
    const client = hive.connect();
    client.agent('a', { heartbeatInterval: interval as number });
    await client.flush();
    expect(hive.events('agent_registered')[0]?.attributes['hive.agent.heartbeat_interval_seconds']).toBe(30);
    expect(hive.events('heartbeat')).toHaveLength(1);
    expect(hive.warnings).toEqual(['agent: heartbeatInterval must be a number of seconds from 0 to 2147483; using 30']);
  },
);

test('an agent that is asked for again and again says nothing twice, and its newest callbacks are asked', async () => {
  const client = hive.connect();
  for (const summary of ['one', 'two', 'three']) {
    client.agent('a', { type: 'sales', heartbeatInterval: 600, heartbeatPayload: () => ({ summary }) });
    await client.flush();
  }
  client.agent('a').heartbeat();
  await client.flush();
  expect(hive.events('agent_registered')).toHaveLength(1);
  expect(hive.events('heartbeat').map(({ attributes }) => attributes['hive.event.summary'])).toEqual(['one', 'three']);
});

test.each(['switched off', 'shut down'])('callbacks of an agent that is %s are not asked', async (state) => {
  const client = hive.connect({ enabled: state !== 'switched off' });
  if (state === 'shut down') await client.shutdown();
  let asked = 0;
  client.agent('a', { heartbeatInterval: 0.001, heartbeatPayload: () => void (asked += 1) });
  // The first beat would not have waited longer than this.
  await client.flush();
  expect(asked).toBe(0);
});

test('beats of an agent that is made inside a task belong to no task', async () => {
  const client = hive.connect();
  const seen: (string | undefined)[] = [];
  client.agent('outer', { heartbeatInterval: 0 }).task('t', {}, () => {
    client.agent('inner', {
      heartbeatInterval: 0.01,
      heartbeatPayload: () => {
        seen.push(currentTask()?.id);
        return null;
      },
    });
  });
  await hive.collector.until(() => (hive.events('heartbeat').length >= 2 ? true : undefined));
  expect(new Set(seen)).toEqual(new Set([undefined]));
});

test('a stopped agent is silent, and may come back', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { heartbeatInterval: 0.01 });
  await hive.collector.until(() => hive.events('heartbeat')[0]);
  agent.stop();
  agent.stop();
  await client.flush();
  const beats = hive.events('heartbeat').length;
  agent.heartbeat();
  const back = client.agent('a', { heartbeatInterval: 0 });
  expect(back).not.toBe(agent);
  await client.flush();
  expect(hive.events('heartbeat')).toHaveLength(beats);
  expect(hive.events('agent_stopped')).toHaveLength(1);
  expect(hive.events('agent_registered')).toHaveLength(2);
});
