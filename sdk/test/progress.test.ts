import { T0, useHive } from './use-hive.js';

const hive = useHive();
const quiet = { heartbeatInterval: 0 };
/** Far away: whatever leaves, leaves for another reason. */
const NO_TICK = { flushIntervalMs: 600_000 };

// The default tick is a second and a span waits 200 ms for company: it is there within two. How long it really took on
// this machine is no test.
test('what a running task says is at the receiver while it runs, with the default options', async () => {
  const client = hive.connect({ flushIntervalMs: undefined });
  const task = client.agent('a', quiet).startTask('t', { runId: 'r' });
  task.llmCall('think', { model: 'm' });
  await hive.collector.until(() => hive.events('llm_call')[0]);
  expect(hive.spans('task')).toEqual([]);
  task.complete();
});

test('a progress span is a child of the task, lasts no time and repeats what the task is', async () => {
  const client = hive.connect();
  const task = client.agent('a', quiet).startTask('t', { runId: 'r', project: 'p' });
  hive.pass(300);
  task.event('first');
  const first = await hive.collector.until(() => hive.spans('progress')[0]);
  hive.pass(300);
  task.event('second');
  const second = await hive.collector.until(() => hive.spans('progress')[1]);
  task.complete();
  await client.flush();
  const [final] = hive.spans('task');
  expect(first).toEqual({
    name: 'hive.progress',
    kind: 1,
    traceId: final?.traceId,
    spanId: first.spanId,
    parentSpanId: final?.spanId,
    startedAt: T0 + 300,
    endedAt: T0 + 300,
    status: { code: 0, message: '' },
    attributes: {
      'hive.record': 'progress',
      'hive.agent.id': 'a',
      'gen_ai.agent.name': 'a',
      'hive.task.id': 't',
      'hive.task.run_id': 'r',
      'hive.project': 'p',
      'hive.progress.seq': 0,
      'hive.progress.start_time_ms': T0,
    },
    events: [final?.events[0]],
    links: [],
    resource: final?.resource,
    scope: final?.scope,
  });
  expect(second.attributes['hive.progress.seq']).toBe(1);
  expect(second.events).toEqual([final?.events[1]]);
  expect(final?.events).toHaveLength(2);
});

test('tasks that end before the first tick emit nothing but their span', async () => {
  const client = hive.connect(NO_TICK);
  const agent = client.agent('a', quiet);
  for (let index = 0; index < 50; index += 1) {
    await agent.task(`t${index}`, {}, async (task) => {
      await agent.track('step', () => Promise.resolve());
      task.llmCall('x', { model: 'm' });
    });
  }
  await client.flush();
  expect(hive.spans('task')).toHaveLength(50);
  expect(hive.spans('progress')).toEqual([]);
});

test('a silent task announces itself at the first tick and again every fifteen seconds', async () => {
  const client = hive.connect();
  const task = client.agent('a', quiet).startTask('t');
  await hive.collector.until(() => hive.spans('progress')[0]);
  hive.pass(14_999);
  await client.flush();
  expect(hive.spans('progress')).toHaveLength(1);
  hive.pass(1);
  const again = await hive.collector.until(() => hive.spans('progress')[1]);
  expect(again.startedAt).toBe(T0 + 15_000);
  expect(again.events).toEqual([]);
  task.complete();
});

test('an open action is told on progress spans, under one id, until its own span comes', async () => {
  const client = hive.connect(NO_TICK);
  const agent = client.agent('a', quiet);
  await agent.task('t', {}, async () => {
    await agent.track('outer', async () => {
      hive.pass(10);
      await agent.track('inner', async () => {
        await client.flush();
        hive.pass(15_000);
        await client.flush();
      });
    });
    await agent.track('untold', () => Promise.resolve());
  });
  await client.flush();
  const [inner, outer] = hive.spans('action');
  const [first, second] = hive.spans('progress');
  expect(
    first?.events.map(({ name, at, attributes }) => ({
      name,
      at,
      action: attributes['hive.action.name'],
      id: attributes['hive.action.id'],
      parent: attributes['hive.action.parent_id'],
      summary: attributes['hive.event.summary'],
    })),
  ).toEqual([
    { name: 'hive.action_started', at: T0, action: 'outer', id: outer?.spanId, parent: undefined, summary: 'outer' },
    {
      name: 'hive.action_started',
      at: T0 + 10,
      action: 'inner',
      id: inner?.spanId,
      parent: outer?.spanId,
      summary: 'inner',
    },
  ]);
  expect(second?.events).toEqual(first?.events);
  expect(hive.spans('progress')).toHaveLength(2);
  expect(hive.spans('task')[0]?.events).toEqual([]);
});

test('sixty-four unsent events do not wait for the tick', async () => {
  const client = hive.connect(NO_TICK);
  const task = client.agent('a', quiet).startTask('t');
  for (let index = 0; index < 130; index += 1) task.event('e');
  task.complete();
  await client.flush();
  expect(hive.spans('progress').map(({ events }) => events.length)).toEqual([64, 64]);
  expect(hive.spans('task')[0]?.events).toHaveLength(130);
});
