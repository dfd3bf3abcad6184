import { currentAction, currentTask } from '../src/index.js';
import type { ReceivedSpan } from './collector.js';
import { T0, useHive } from './use-hive.js';

const hive = useHive();
const quiet = { heartbeatInterval: 0 };
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

const named = (name: string): ReceivedSpan => {
  const span = hive.spans('action').find((candidate) => candidate.name === name);
  if (span === undefined) throw new Error(`no action ${name}`);
  return span;
};

test('an action reaches the receiver whole, and what happens in it names it', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  await agent.task('t', { project: 'p', runId: 'r' }, async (task) => {
    await agent.track('search', async (action) => {
      action.setPayload({ query: 'bees' });
      await turn();
      hive.pass(40);
      task.event('found', { rows: 3 });
      action.setPayload({ rows: 3 });
    });
    task.event('after');
  });
  await client.flush();
  const span = named('search');
  const [task] = hive.spans('task');
  expect(span).toEqual({
    name: 'search',
    kind: 1,
    traceId: task?.traceId,
    spanId: span.spanId,
    parentSpanId: task?.spanId,
    startedAt: T0,
    endedAt: T0 + 40,
    status: { code: 0, message: '' },
    attributes: {
      'hive.record': 'action',
      'hive.agent.id': 'a',
      'gen_ai.agent.name': 'a',
      'hive.task.id': 't',
      'hive.task.run_id': 'r',
      'hive.project': 'p',
      'hive.action.name': 'search',
      'hive.action.payload': '{"query":"bees","rows":3}',
    },
    events: [],
    links: [],
    resource: task?.resource,
    scope: task?.scope,
  });
  expect(task?.events.map(({ attributes }) => [attributes['hive.custom.name'], attributes['hive.action.id']])).toEqual([
    ['found', span.spanId],
    ['after', undefined],
  ]);
});

test('actions nest across await, timers and parallel branches', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  await agent.task('t', {}, async (task) => {
    await agent.track('outer', async () => {
      await turn();
      await Promise.all([
        agent.track('left', async () => {
          await turn();
          await agent.track('leaf', turn);
        }),
        task.track('right', turn),
      ]);
    });
    agent.track('last', () => undefined);
  });
  await client.flush();
  const parentOf = (name: string): string | undefined => {
    const { parentSpanId, attributes } = named(name);
    const parent = hive.collector.spans.find(({ spanId }) => spanId === parentSpanId);
    expect(attributes['hive.action.parent_id']).toBe(
      parent?.attributes['hive.record'] === 'action' ? parentSpanId : undefined,
    );
    return parent?.name;
  };
  expect(['outer', 'left', 'right', 'leaf', 'last'].map((name) => [name, parentOf(name)])).toEqual([
    ['outer', 'invoke_agent a'],
    ['left', 'outer'],
    ['right', 'outer'],
    ['leaf', 'left'],
    ['last', 'invoke_agent a'],
  ]);
});

test('a failing action is marked and its error comes out untouched, leaving the task to its own end', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const error = new RangeError('too far');
  await agent.task('t', {}, async () => {
    await expect(agent.track('later', () => Promise.reject(error))).rejects.toBe(error);
    expect(() =>
      agent.track('at once', () => {
        throw error;
      }),
    ).toThrow(error);
  });
  await client.flush();
  for (const name of ['later', 'at once']) {
    expect(named(name)).toMatchObject({
      status: { code: 2, message: 'too far' },
      events: [
        {
          name: 'exception',
          attributes: { 'exception.type': 'RangeError', 'exception.message': 'too far' },
        },
      ],
    });
  }
  expect(hive.spans('task')[0]?.attributes['hive.task.outcome']).toBe('completed');
});

test('a wrapped function and a decorated method are actions each time they run, with their own this', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  class Crm {
    readonly #rows = ['ada', 'grace'];
    @agent.track('find')
    find(index: number): string | undefined {
      return this.#rows[index];
    }
  }
  const add = agent.track('add')((a: number, b: number) => a + b);
  agent.task('t', {}, () => {
    expect(new Crm().find(1)).toBe('grace');
    expect(add(1, 2)).toBe(3);
    expect(add(3, 4)).toBe(7);
  });
  await client.flush();
  expect(hive.spans('action').map(({ name, attributes }) => [name, attributes['hive.task.id']])).toEqual([
    ['find', 't'],
    ['add', 't'],
    ['add', 't'],
  ]);
});

test('outside any task of its own an agent tracks in its own name', async () => {
  const client = hive.connect();
  const one = client.agent('one', quiet);
  const two = client.agent('two', quiet);
  one.task('t', {}, () => {
    two.track('visit', () => undefined);
  });
  one.track('idle', () => undefined);
  await client.flush();
  expect(named('visit').attributes).toEqual({
    'hive.record': 'action',
    'hive.agent.id': 'two',
    'gen_ai.agent.name': 'two',
    'hive.action.name': 'visit',
  });
  expect(named('idle').attributes['hive.agent.id']).toBe('one');
  expect(named('idle').parentSpanId).toBe('');
});

test('a started action lasts until its end, and what runs inside it belongs to it', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const task = agent.startTask('t');
  const outer = task.startAction('chain');
  const inner = outer.run(() => agent.startAction('tool'));
  inner.run(() => {
    expect([currentTask(), currentAction()?.id]).toEqual([task, inner.id]);
    task.event('seen');
  });
  hive.pass(10);
  inner.fail(new TypeError('no'));
  inner.complete();
  outer.complete({ rows: 2 });
  task.complete();
  await client.flush();
  const [chain, tool] = [named('chain'), named('tool')];
  expect(chain.attributes).toMatchObject({ 'hive.action.payload': '{"rows":2}', 'hive.task.id': 't' });
  expect(chain.status.code).toBe(0);
  expect(tool).toMatchObject({ parentSpanId: chain.spanId, status: { code: 2, message: 'no' } });
  expect(tool.attributes).toMatchObject({ 'hive.action.parent_id': chain.spanId, 'hive.task.id': 't' });
  expect(hive.events('custom').map(({ attributes }) => attributes['hive.action.id'])).toContain(tool.spanId);
  expect(hive.spans('action')).toHaveLength(2);
});

test('a task that was started by hand is the current one in what it runs, and only there', () => {
  const task = hive.connect().agent('a', quiet).startTask('t');
  expect(task.run(() => currentTask())).toBe(task);
  expect(currentTask()).toBeUndefined();
});

test('static, private and computed members can be decorated; what is no method stays as it is', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  class Crm {
    @agent.track('open')
    static open(): Crm {
      return new Crm();
    }
    @agent.track('rows')
    #rows(): number {
      return 2;
    }
    count(): number {
      return this.#rows();
    }
  }
  expect(Crm.open().count()).toBe(2);
  const field: unknown = Reflect.apply(agent.track('field'), undefined, [undefined, { kind: 'field', name: 'f' }]);
  expect(field).toBeUndefined();
  await client.flush();
  expect(hive.spans('action').map(({ name }) => name)).toEqual(['open', 'rows']);
  expect(hive.warnings).toEqual([
    'track: wraps functions and decorates methods, by standard decorators; nothing is tracked',
  ]);
});
