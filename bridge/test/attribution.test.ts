import type { LlmCallPage, LlmCallRecord, CallMetrics, Page, TaskSummary, TaskTimeline } from '@hiveboard/sdk/contract';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const START = Math.floor(Date.now() / 1000) * 1000 - 60_000;

const calls = async (query: string): Promise<LlmCallPage> =>
  (await hive.ask<LlmCallPage>(`/v1/llm-calls?${query}`)).body;

/** A task of ours with one call, as its progress span and its final one tell it. */
function told(task: string): { readonly progress: SentSpan; readonly final: SentSpan } {
  const traceId = Buffer.from(task).toString('hex').padEnd(32, '0');
  const attributes = {
    'hive.agent.id': 'closer',
    'hive.task.id': task,
    'hive.task.run_id': `${task}-run`,
    'hive.project': 'sales',
  };
  const call = {
    name: 'hive.llm_call',
    at: START + 500,
    attributes: {
      'hive.event.id': `0198c2a4-5b7e-7000-8000-${Buffer.from(task).toString('hex').padStart(12, '0')}`,
      'hive.action.id': 'abcdef0123456789',
      'hive.llm_call.name': 'ask',
      'gen_ai.request.model': 'gpt-4o',
      'hive.cost.usd': 0.25,
      'hive.plan.step.index': 2,
      'hive.plan.revision': 1,
      'hive.retry.attempt': 3,
      'gen_ai.conversation.id': `${task}-session`,
      'user.id': 'u-7',
    },
  };
  return {
    progress: {
      name: 'hive.progress',
      traceId,
      parentSpanId: 'b'.repeat(16),
      start: START + 600,
      attributes: { ...attributes, 'hive.record': 'progress', 'hive.progress.start_time_ms': START },
      events: [call],
    },
    final: {
      traceId,
      spanId: 'b'.repeat(16),
      start: START,
      end: START + 900,
      attributes: { ...attributes, 'hive.record': 'task' },
      events: [call],
    },
  };
}

const RESOURCE = { 'service.name': 'shop', 'deployment.environment.name': 'staging', 'hive.group': 'night' };

test.each([
  ['one', ['progress', 'final']],
  ['two', ['final', 'progress']],
  ['six', ['progress', 'final', 'progress', 'final']],
] as const)('a call of task %s knows all that it was part of, once, told as %j', async (task, order) => {
  const spans = told(task);
  for (const which of order) await hive.send(otlp([spans[which]], RESOURCE));
  const { data, totals } = await calls(`task_id=${task}`);
  expect([data.length, totals.calls, totals.cost]).toEqual([1, 1, 0.25]);
  expect(data[0]).toMatchObject({
    agent_id: 'closer',
    task_id: task,
    task_run_id: `${task}-run`,
    action_id: 'abcdef0123456789',
    project_id: 'sales',
    group: 'night',
    environment: 'staging',
    plan_step: 2,
    plan_revision: 1,
    attempt: 3,
    session_id: `${task}-session`,
    user_id: 'u-7',
  } satisfies Partial<LlmCallRecord>);
});

test('a call that says nothing of plan, retry, session and user knows nothing of them', async () => {
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'plain' };
  await hive.send(otlp([{ start: START, attributes }]));
  expect((await calls('model=plain')).data).toMatchObject([
    { action_id: null, plan_step: null, plan_revision: null, attempt: null, session_id: null, user_id: null },
  ]);
});

test('calls can be asked for by session and by user, and so can what they cost', async () => {
  const chat = (session: string, user: string): SentSpan => ({
    start: START,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'talk',
      'gen_ai.usage.cost': 0.5,
      'gen_ai.conversation.id': session,
      'user.id': user,
    },
  });
  await hive.send(otlp([chat('s1', 'ann'), chat('s1', 'bob'), chat('s2', 'bob')]));
  const asked = async (query: string): Promise<readonly unknown[]> => {
    const { data, totals } = await calls(`model=talk&${query}`);
    return [data.map(({ session_id, user_id }) => `${session_id} ${user_id}`).sort(), totals.cost];
  };
  expect(await asked('session_id=s1')).toEqual([['s1 ann', 's1 bob'], 1]);
  expect(await asked('user_id=bob')).toEqual([['s1 bob', 's2 bob'], 1]);
  expect(await asked('session_id=s2&user_id=ann')).toEqual([[], 0]);
});

/** All orders of some things. */
const orders = <T>(things: readonly T[]): readonly (readonly T[])[] =>
  things.length === 0
    ? [[]]
    : things.flatMap((first, index) => orders(things.toSpliced(index, 1)).map((rest) => [first, ...rest]));

/** What another instrumentation tells inside a task of ours, whose spans our SDK has told whose they are. */
function watched(task: string): Readonly<Record<'task' | 'agent' | 'tool' | 'call', SentSpan>> {
  const traceId = Buffer.from(task).toString('hex').padEnd(32, 'a');
  const [root, agent, tool, call] = ['1', '2', '3', '4'].map((digit) => digit.repeat(16));
  const whose = { 'hive.agent.id': task, 'hive.task.id': task, 'hive.task.run_id': `${task}-run` };
  return {
    task: {
      traceId,
      spanId: root ?? '',
      start: START,
      end: START + 900,
      attributes: { ...whose, 'hive.record': 'task' },
    },
    agent: {
      traceId,
      spanId: agent ?? '',
      parentSpanId: root ?? '',
      start: START + 100,
      end: START + 800,
      attributes: { ...whose, 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'inner' },
    },
    tool: {
      traceId,
      spanId: tool ?? '',
      parentSpanId: agent ?? '',
      start: START + 200,
      end: START + 300,
      attributes: { ...whose, 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search_crm' },
    },
    call: {
      traceId,
      spanId: call ?? '',
      parentSpanId: agent ?? '',
      start: START + 400,
      end: START + 500,
      attributes: {
        ...whose,
        'gen_ai.operation.name': 'chat',
        'gen_ai.agent.name': 'inner',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.cost': 0.5,
        'hive.plan.step.index': 1,
      },
    },
  };
}

test('what others tell inside a task of ours is part of it, in whatever order it comes', async () => {
  const all = orders(['task', 'agent', 'tool', 'call'] as const);
  await Promise.all(
    all.map(async (order, index) => {
      const spans = watched(`watched-${index}`);
      for (const which of order) await hive.send(otlp([spans[which]]));
      await hive.send(otlp(order.map((which) => spans[which])));
    }),
  );
  const groups = (await hive.ask<CallMetrics>('/v1/metrics?group_by=agent_id')).body.groups;
  const tasks = (await hive.ask<Page<TaskSummary>>('/v1/tasks?limit=200')).body.data;
  for (const index of all.keys()) {
    const task = `watched-${index}`;
    expect(groups.filter(({ group }) => group === task)).toMatchObject([{ calls: 1, cost: 0.5 }]);
    expect(tasks.filter(({ agent_id }) => agent_id === task)).toMatchObject([
      { task_id: task, task_run_id: `${task}-run`, calls: 1, cost: 0.5, action_count: 2 },
    ]);
  }
  const { action_tree } = (await hive.ask<TaskTimeline>('/v1/tasks/watched-0/timeline')).body;
  expect(action_tree).toMatchObject([{ name: 'inner', children: [{ name: 'search_crm' }] }]);
  expect((await calls('task_id=watched-0')).data).toMatchObject([{ agent_id: 'watched-0', plan_step: 1, cost: 0.5 }]);
});
