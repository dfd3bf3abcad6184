import { createServer } from 'node:http';
import { init } from '../src/index.js';
import { useHive } from './use-hive.js';

const hive = useHive();
const quiet = { heartbeatInterval: 0 };

test('a second init returns the first connection; after shutdown a new one begins', async () => {
  const first = hive.connect();
  expect(init({ endpoint: 'http://elsewhere.invalid' })).toBe(first);
  await first.shutdown();
  const second = hive.connect();
  expect(second).not.toBe(first);
  second.agent('a', quiet);
  await second.flush();
  expect(hive.events('agent_registered')).toHaveLength(1);
});

test('a second init with other options names those that it ignores', () => {
  hive.connect({ apiKey: 'first', environment: 'staging' });
  init({ apiKey: 'second', environment: 'staging', endpoint: 'http://elsewhere.invalid' });
  expect(hive.warnings).toEqual([
    'init: already connected; what this call says of apiKey, endpoint is ignored. Call shutdown first',
  ]);
});

test('a shutdown that is repeated late leaves the next connection alone', async () => {
  const first = hive.connect();
  const done = first.shutdown();
  const second = hive.connect();
  await Promise.all([done, first.shutdown(), first.flush()]);
  expect(hive.connect()).toBe(second);
});

test('a connection that is switched off can be shut down, and a new one begins', async () => {
  const off = hive.connect({ enabled: false });
  await off.shutdown();
  const on = hive.connect();
  expect(on).not.toBe(off);
  on.agent('a', quiet);
  await on.flush();
  expect(hive.events('agent_registered')).toHaveLength(1);
});

test('shutdown says goodbye for every agent and sends what waits, running tasks included', async () => {
  const client = hive.connect({ flushIntervalMs: 600_000 });
  const agents = ['a', 'b'].map((id) => client.agent(id, quiet));
  agents[0]?.startTask('open').event('unsent');
  await client.shutdown();
  await client.shutdown();
  expect(hive.events('agent_stopped')).toHaveLength(2);
  expect(hive.events('custom')).toHaveLength(1);
  expect(client.stats()).toEqual({ sent: 5, pending: 0, dropped: 0 });
});

test('after shutdown every call is accepted and nothing is sent', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const open = agent.startTask('open');
  await client.shutdown();
  const { requests } = hive.collector;
  const before = requests.length;
  expect(agent.task('t', {}, () => 7)).toBe(7);
  expect(agent.track('x', () => 8)).toBe(8);
  open.event('late');
  open.complete();
  agent.heartbeat();
  client.agent('b').event('e');
  await client.flush();
  await client.shutdown();
  expect(requests).toHaveLength(before);
});

test('shutdown keeps its limit when the receiver never answers', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = hive.connect({ endpoint: `http://127.0.0.1:${port}` });
  client.agent('a', quiet);
  const startedAt = performance.now();
  await client.shutdown(100);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(client.stats().sent).toBe(0);
  // The connection is cut: otherwise this would wait for it.
  await new Promise((resolve) => server.close(resolve));
});

test('the endpoint may have slashes and the environment may name it', async () => {
  const before = process.env['HIVE_ENDPOINT'];
  process.env['HIVE_ENDPOINT'] = `${hive.collector.endpoint}//`;
  try {
    const client = hive.connect({ endpoint: undefined });
    client.agent('a', quiet);
    await client.flush();
    expect(hive.collector.requests.map(({ path }) => path)).toEqual(['/v1/traces']);
  } finally {
    if (before === undefined) delete process.env['HIVE_ENDPOINT'];
    else process.env['HIVE_ENDPOINT'] = before;
  }
});

test.each(['', '/', '/v1/traces', '/v1/traces/', '/?tenant=t'])('an endpoint may end in "%s"', async (end) => {
  const client = hive.connect({ endpoint: `${hive.collector.endpoint}${end}` });
  client.agent('a', quiet);
  await client.flush();
  expect(hive.collector.requests.map(({ path }) => path)).toEqual([
    end.includes('?') ? '/v1/traces?tenant=t' : '/v1/traces',
  ]);
});

test('a second agent() of the same id changes what is said of it and keeps the rest, callbacks included', async () => {
  const client = hive.connect();
  const agent = client.agent('a', { ...quiet, type: 'sales', heartbeatPayload: () => ({ summary: 'busy' }) });
  expect(client.agent('a')).toBe(agent);
  expect(client.agent('a', { version: '2', stuckThreshold: 60 })).toBe(agent);
  agent.heartbeat();
  await client.flush();
  expect(
    hive
      .events('agent_registered')
      .map(({ attributes }) => [
        attributes['hive.agent.type'],
        attributes['gen_ai.agent.version'],
        attributes['hive.agent.stuck_threshold_seconds'],
      ]),
  ).toEqual([
    ['sales', undefined, 300],
    ['sales', '2', 60],
  ]);
  expect(hive.events('heartbeat').map(({ attributes }) => attributes['hive.event.summary'])).toEqual(['busy']);
});

test('an agent that has stopped can be started again', async () => {
  const client = hive.connect();
  client.agent('a', quiet).stop();
  client.agent('a', quiet);
  await client.flush();
  expect(hive.events('agent_registered')).toHaveLength(2);
  expect(hive.events('agent_stopped')).toHaveLength(1);
});

test('switched off, everything works and nothing is recorded, without a word', async () => {
  const client = hive.connect({ enabled: false });
  const agent = client.agent('a');
  expect(agent.task('t', (task) => task.track('step', () => 7))).toBe(7);
  agent.reportIssue({ summary: 'x', severity: 'low' });
  await client.flush();
  await client.shutdown();
  expect(hive.collector.requests).toEqual([]);
  expect(client.stats()).toEqual({ sent: 0, pending: 0, dropped: 0 });
  expect(hive.warnings).toEqual([]);
});
