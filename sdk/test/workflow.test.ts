import { createTraceState } from '@opentelemetry/api';
import type { Agent, Carrier, Task } from '../src/index.js';
import { T0, useHive } from './use-hive.js';

const hive = useHive();
const quiet = { heartbeatInterval: 0 };
const agentOf = (id: string): Agent => hive.connect().agent(id, quiet);
const taskSpan = (id: string) => {
  const found = hive.spans('task').find(({ attributes }) => attributes['hive.task.id'] === id);
  if (found === undefined) throw new Error(`no task ${id}`);
  return found;
};

test('a task in another process joins the trace and the workflow of the one that asked for it', async () => {
  let headers: Carrier = {};
  agentOf('asker').task('question', { runId: 'r 1', correlationId: 'order, 7' }, (task) => {
    headers = task.inject();
  });
  agentOf('answerer').task('answer', { parent: headers }, () => undefined);
  await hive.connect().flush();

  const [question, answer] = [taskSpan('question'), taskSpan('answer')];
  expect(headers).toEqual({
    traceparent: `00-${question.traceId}-${question.spanId}-01`,
    baggage: `hive.task.run_id=r%201,hive.correlation_id=order%2C%207,hive.progress.start_time_ms=${T0}`,
  });
  expect(answer).toMatchObject({ traceId: question.traceId, parentSpanId: question.spanId });
  expect(answer.attributes['hive.correlation_id']).toBe('order, 7');
  expect(answer.attributes['hive.task.run_id']).not.toBe('r 1');
});

test('a request from inside a step names that step', async () => {
  let headers: Carrier = {};
  let id = '';
  const agent = agentOf('a');
  agent.task('t', (task) => {
    agent.track('call_other', (action) => {
      headers = task.inject();
      ({ id } = action);
    });
  });
  await hive.connect().flush();
  expect(headers['traceparent']).toBe(`00-${taskSpan('t').traceId}-${id}-01`);
});

test('headers are read however they are spelled; what is no header of ours is passed over', async () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';
  agentOf('a').task(
    't',
    {
      parent: {
        TraceParent: `00-${trace}-b7ad6b7169203331-00`,
        tracestate: 'vendor=1',
        baggage: ['other=1; secret', 'hive.correlation_id = c%20d ;p=1', 'hive.progress.start_time_ms=soon'],
        cookie: undefined,
      },
    },
    () => undefined,
  );
  await hive.connect().flush();
  const task = taskSpan('t');
  expect(task).toMatchObject({ traceId: trace, parentSpanId: 'b7ad6b7169203331', startedAt: T0 });
  expect(task.attributes['hive.correlation_id']).toBe('c d');
});

test.each([
  ['nothing', {}],
  ['an empty one', { traceparent: '' }],
  ['one of the wrong length', { traceparent: '00-abc-def-01' }],
  ['an all-zero trace', { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }],
  ['an impossible version', { traceparent: `ff-${'a'.repeat(32)}-b7ad6b7169203331-01` }],
  ['broken baggage', { baggage: 'hive.correlation_id=%E0%A4%A' }],
  ['no headers at all', null as unknown as Carrier],
  ['a text', 'traceparent' as unknown as Carrier],
])('a parent that is %s starts a trace of its own', async (_what, parent) => {
  agentOf('a').task('t', { parent }, () => undefined);
  await hive.connect().flush();
  const task = taskSpan('t');
  expect(task.parentSpanId).toBe('');
  expect(task.attributes).not.toHaveProperty(['hive.correlation_id']);
});

test('a task is linked to whatever else led to it', async () => {
  const agent = agentOf('a');
  const causes = ['one', 'two'].map((id) => agent.startTask(id));
  agent.task('sum', { links: [...causes.map((cause) => cause.inject()), {}] }, () => undefined);
  for (const cause of causes) cause.complete();
  await hive.connect().flush();
  expect(taskSpan('sum').links).toEqual(
    ['one', 'two'].map((id) => taskSpan(id)).map(({ traceId, spanId }) => ({ traceId, spanId })),
  );
});

test('a task inside a task is its child and belongs to the same workflow', async () => {
  const [boss, helper] = [agentOf('boss'), agentOf('helper')];
  await boss.task('whole', { correlationId: 'c' }, async () => {
    await Promise.resolve();
    helper.task('part', () => undefined);
    helper.task('apart', { correlationId: 'own' }, () => undefined);
  });
  await hive.connect().flush();
  expect(taskSpan('part')).toMatchObject({ parentSpanId: taskSpan('whole').spanId });
  expect(taskSpan('part').attributes['hive.correlation_id']).toBe('c');
  expect(taskSpan('apart').attributes['hive.correlation_id']).toBe('own');
});

test('state of other tracing systems travels on', () => {
  const state = createTraceState('vendor=1');
  const traceparent = `00-${'a'.repeat(32)}-b7ad6b7169203331-01`;
  const task = agentOf('a').startTask('t', { parent: { traceparent, tracestate: state.serialize() } });
  expect(task.inject()).toMatchObject({ tracestate: 'vendor=1' });
  task.complete();
});

describe('a task that waits for a decision', () => {
  /** What one process leaves behind for another: nothing but a line in somebody's database. */
  let stored: { readonly id: string; readonly headers: Carrier };
  let asked: Task;
  beforeEach(() => {
    asked = agentOf('a').startTask('refund', { runId: 'r', project: 'p', type: 'refund' });
    asked.requestApproval({ approver: 'finance', reason: 'Over the limit' });
    stored = { id: asked.id, headers: asked.inject() };
    hive.pass(3_600_000);
  });

  test('gets it from another process, which tells it at once and starts nothing', async () => {
    const resumed = agentOf('a').resumeTask(stored.id, { parent: stored.headers });
    expect(resumed.runId).toBe('r');
    resumed.approvalReceived({ approvedBy: 'ada', decision: 'approved' });
    const answer = await hive.collector.until(() =>
      hive.spans('progress').find(({ events }) => events.some(({ name }) => name === 'hive.approval_received')),
    );
    expect(answer.attributes).toMatchObject({
      'hive.task.id': 'refund',
      'hive.task.run_id': 'r',
      'hive.progress.start_time_ms': T0,
    });
    // Number 0 would tell of a start.
    expect(answer.attributes['hive.progress.seq']).toBeGreaterThan(0);
    expect(hive.spans('task')).toEqual([]);
    asked.complete();
  });

  test('is ended by another process: one span over the whole time, in the same trace', async () => {
    const resumed = agentOf('a').resumeTask(stored.id, { parent: stored.headers, project: 'p', type: 'refund' });
    await resumed.run(() => resumed.track('pay_out', () => Promise.resolve()));
    resumed.complete({ paid: true });
    resumed.complete();
    await hive.connect().flush();
    const ended = taskSpan('refund');
    expect(hive.spans('task')).toHaveLength(1);
    expect(ended).toMatchObject({
      traceId: stored.headers['traceparent']?.slice(3, 35),
      startedAt: T0,
      endedAt: T0 + 3_600_000,
    });
    expect(ended.attributes).toMatchObject({
      'hive.task.run_id': 'r',
      'hive.project': 'p',
      'hive.task.outcome': 'completed',
      'hive.task.payload': '{"paid":true}',
    });
    expect(hive.spans('action')[0]?.attributes).toMatchObject({
      'hive.task.run_id': 'r',
      'hive.action.name': 'pay_out',
    });
  });

  test('cannot be told from a new one without its run, which is said', () => {
    const resumed = agentOf('a').resumeTask(stored.id, {});
    expect(resumed.runId).not.toBe('r');
    expect(hive.warnings).toEqual([
      'resumeTask: needs runId, or the parent that inject() gave; without one it is a run of its own',
    ]);
    asked.complete();
  });
});
