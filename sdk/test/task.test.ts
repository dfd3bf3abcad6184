import { currentAgent, currentTask } from '../src/index.js';
import { CONTENT_TYPES, T0, protocol, useHive, withoutId } from './use-hive.js';

const hive = useHive();
const quiet = { heartbeatInterval: 0 };

test('a task reaches the receiver whole', async () => {
  const client = hive.connect({ apiKey: 'k', environment: 'staging', group: 'sales', serviceName: 'crm' });
  const agent = client.agent('lead-qualifier', quiet);
  const options = { project: 'p', type: 'lead', runId: 'run-1', correlationId: 'c-1' };
  await agent.task('task-1', options, async (task) => {
    hive.pass(250);
    task.llmCall('score', { model: 'm', tokensIn: 10, tokensOut: 2, cost: 0.25 });
    await Promise.resolve();
    hive.pass(750);
    task.setPayload({ score: 42 });
    task.setPayload({ grade: 'A' });
  });
  await client.flush();
  const [span] = hive.spans('task');
  const [event] = span?.events ?? [];
  expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(span?.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(event?.attributes['hive.event.id']).toMatch(/^019ca945-0afa-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(span).toEqual({
    name: 'invoke_agent lead-qualifier',
    kind: 1,
    traceId: span?.traceId,
    spanId: span?.spanId,
    parentSpanId: '',
    startedAt: T0,
    endedAt: T0 + 1000,
    status: { code: 0, message: '' },
    attributes: {
      'hive.record': 'task',
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'lead-qualifier',
      'hive.agent.id': 'lead-qualifier',
      'hive.task.id': 'task-1',
      'hive.task.run_id': 'run-1',
      'hive.task.type': 'lead',
      'hive.project': 'p',
      'hive.correlation_id': 'c-1',
      'hive.task.outcome': 'completed',
      'hive.task.payload': '{"score":42,"grade":"A"}',
    },
    events: [
      {
        name: 'hive.llm_call',
        at: T0 + 250,
        attributes: {
          'hive.event.id': event?.attributes['hive.event.id'],
          'hive.event.kind': 'llm_call',
          'hive.event.summary': 'score: m (10→2)',
          'hive.event.tags': ['llm'],
          'hive.event.severity': 'info',
          'hive.llm_call.name': 'score',
          'gen_ai.request.model': 'm',
          'gen_ai.usage.input_tokens': 10,
          'gen_ai.usage.output_tokens': 2,
          'hive.cost.usd': 0.25,
        },
      },
    ],
    links: [],
    resource: {
      ...span?.resource,
      'service.name': 'crm',
      'deployment.environment.name': 'staging',
      'hive.group': 'sales',
      'telemetry.distro.name': '@hiveboard/sdk',
      'telemetry.distro.version': '0.1.0',
    },
    scope: { name: '@hiveboard/sdk', version: '0.1.0' },
  });
  expect(hive.collector.requests[0]).toMatchObject({
    path: '/v1/traces',
    headers: { authorization: 'Bearer k', 'content-encoding': 'gzip', 'content-type': CONTENT_TYPES[protocol] },
  });
  expect(hive.warnings).toEqual([]);
});

function fail(thrown: unknown): never {
  throw thrown;
}

class Refusal extends Error {
  override readonly name = 'Refusal';
}

test.each([
  ['an error', new Refusal('no credit'), { type: 'Refusal', message: 'no credit' }],
  ['a word', 'boom', { type: 'string', message: 'boom' }],
  ['nothing', undefined, { type: 'undefined', message: 'undefined' }],
])('%s that work throws, at once or later, comes out as it went in and fails the task', async (_what, thrown, told) => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const caught: unknown[] = [];
  try {
    agent.task('at-once', {}, () => fail(thrown));
  } catch (error) {
    caught.push(error);
  }
  await agent
    .task('later', {}, async () => {
      await Promise.resolve();
      fail(thrown);
    })
    .catch((error: unknown) => caught.push(error));
  expect(caught).toHaveLength(2);
  for (const error of caught) expect(error).toBe(thrown);

  await client.flush();
  expect(
    hive.spans('task').map(({ attributes, status, events }) => ({
      id: attributes['hive.task.id'],
      outcome: attributes['hive.task.outcome'],
      status,
      events: events.map((event) => ({ name: event.name, attributes: event.attributes })),
    })),
  ).toEqual(
    ['at-once', 'later'].map((id) => ({
      id,
      outcome: 'failed',
      status: { code: 2, message: told.message },
      events: [{ name: 'exception', attributes: { 'exception.type': told.type, 'exception.message': told.message } }],
    })),
  );
});

test('what work returns is what the caller gets, in the same kind', async () => {
  const agent = hive.connect().agent('a', quiet);
  const result = { done: true };
  expect(agent.task('sync', {}, () => result)).toBe(result);
  const promise = agent.task('async', {}, () => Promise.resolve(result));
  expect(promise).toBeInstanceOf(Promise);
  await expect(promise).resolves.toBe(result);
});

test('a task that its owner ends keeps the first end', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const completed = agent.startTask('completed');
  completed.complete({ rows: 3 });
  completed.fail(new Error('too late'));
  agent.startTask('failed', { project: 'p' }).fail(new TypeError('bad'));
  agent.startTask('cancelled').cancel('nobody needs it');
  await client.flush();
  expect(
    hive
      .spans('task')
      .map(({ attributes, status }) => [
        attributes['hive.task.id'],
        attributes['hive.task.outcome'],
        attributes['hive.task.payload'],
        status.code,
      ]),
  ).toEqual([
    ['completed', 'completed', '{"rows":3}', 0],
    ['failed', 'failed', undefined, 2],
    ['cancelled', 'cancelled', '{"reason":"nobody needs it"}', 0],
  ]);
});

test('each run of a task has an id of its own unless one is given', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const runs = [agent.startTask('t'), agent.startTask('t'), agent.startTask('t', { runId: 'mine' })];
  for (const task of runs) task.complete();
  await client.flush();
  const ids = hive.spans('task').map(({ attributes }) => attributes['hive.task.run_id']);
  expect(ids).toEqual(runs.map(({ runId }) => runId));
  expect(new Set(ids).size).toBe(3);
  expect(ids[2]).toBe('mine');
});

test('a call that is reported after the end of its task still arrives, once', async () => {
  const client = hive.connect();
  const task = client.agent('a', quiet).startTask('t');
  task.complete();
  task.llmCall('slow', { model: 'm', cost: 1 });
  await client.flush();
  expect(hive.events('llm_call').map(withoutId)).toEqual([
    {
      'hive.event.kind': 'llm_call',
      'hive.event.summary': 'slow: m',
      'hive.event.tags': ['llm'],
      'hive.event.severity': 'info',
      'hive.llm_call.name': 'slow',
      'gen_ai.request.model': 'm',
      'hive.cost.usd': 1,
    },
  ]);
  const [carrier] = hive.spans('progress');
  expect(carrier?.attributes['hive.task.id']).toBe('t');
  expect(carrier?.parentSpanId).toBe(hive.spans('task')[0]?.spanId);
});

test('a task inside a task is a child in the same trace; other tasks have traces of their own', async () => {
  const client = hive.connect();
  const outer = client.agent('outer', quiet);
  const inner = client.agent('inner', quiet);
  await outer.task('o', {}, async () => {
    await inner.task('i', {}, () => Promise.resolve());
  });
  outer.task('alone', {}, () => undefined);
  await client.flush();
  const [i, o, alone] = hive.spans('task');
  expect(i?.parentSpanId).toBe(o?.spanId);
  expect(i?.traceId).toBe(o?.traceId);
  expect(alone?.parentSpanId).toBe('');
  expect(alone?.traceId).not.toBe(o?.traceId);
});

test('the current task and agent follow await, timers and parallel branches, and end with the task', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const seen: (string | undefined)[] = [];
  const look = (): void => {
    seen.push(`${currentAgent()?.id ?? '-'}/${currentTask()?.id ?? '-'}`);
  };
  look();
  await Promise.all(
    ['one', 'two'].map((id) =>
      agent.task(id, {}, async () => {
        look();
        await new Promise((resolve) => setTimeout(resolve, 1));
        look();
      }),
    ),
  );
  look();
  expect(seen).toEqual(['-/-', 'a/one', 'a/two', 'a/one', 'a/two', '-/-']);
});

test('the final span of a task holds a thousand events', async () => {
  const client = hive.connect();
  const task = client.agent('a', quiet).startTask('long');
  for (let index = 0; index < 1000; index += 1) task.event('step', { index });
  task.complete();
  await client.flush();
  const [span] = hive.spans('task');
  expect(span?.events).toHaveLength(1000);
  const final = new Set(span?.events.map(({ attributes }) => attributes['hive.event.id']));
  expect(final.size).toBe(1000);
});

test('work that is aborted is cancelled, not failed, and the abort comes out untouched', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const abort = new AbortController();
  const done = agent.task('t', () => agent.track('wait', () => waitUntilAborted(abort.signal)));
  abort.abort();
  await expect(done).rejects.toBe(abort.signal.reason);
  await client.flush();
  const [task] = hive.spans('task');
  expect(task?.attributes).toMatchObject({
    'hive.task.outcome': 'cancelled',
    'hive.task.payload': '{"reason":"This operation was aborted"}',
  });
  expect(task?.status.code).toBe(0);
});

const waitUntilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason instanceof Error ? signal.reason : (signal.reason as Error));
    });
  });

test('a task may be given its work alone', async () => {
  const client = hive.connect();
  expect(client.agent('a', quiet).task('t', (task) => task.id)).toBe('t');
  await client.flush();
  expect(hive.spans('task')).toHaveLength(1);
});

test('a stream is part of its task and its step until it has been read', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const read = agent.track('read');
  const lines = agent.task('t', () =>
    read(async function* () {
      yield currentTask()?.id;
      await Promise.resolve();
      currentTask()?.event('half way');
      yield currentTask()?.id;
    })(),
  );
  const seen: (string | undefined)[] = [];
  for await (const line of lines) {
    hive.pass(10);
    seen.push(line);
  }
  await client.flush();
  expect(seen).toEqual(['t', 't']);
  const [action] = hive.spans('action');
  expect(hive.spans('task')[0]).toMatchObject({ startedAt: T0, endedAt: T0 + 20 });
  expect(action).toMatchObject({ startedAt: T0, endedAt: T0 + 20 });
  expect(hive.events('custom')[0]?.attributes['hive.action.id']).toBe(action?.spanId);
});
