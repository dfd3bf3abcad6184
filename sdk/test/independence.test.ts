import fc from 'fast-check';
import type { Agent, Task } from '../src/index.js';
import { T0, useHive } from './use-hive.js';

const hive = useHive();

type Story = readonly [kind: string, tell: (task: Task, agent: Agent) => void];

/** Every kind of news that an agent may choose to tell, each in its shortest form. */
const STORIES: readonly Story[] = [
  [
    'llm_call',
    (task) => {
      task.llmCall('score', { model: 'm' });
    },
  ],
  [
    'llm_call',
    (_task, agent) => {
      agent.llmCall('warm_up', { model: 'm' });
    },
  ],
  [
    'plan_created',
    (task) => {
      task.plan('goal', ['one', 'two']);
    },
  ],
  [
    'plan_step',
    (task) => {
      task.planStep({ stepIndex: 1, action: 'failed' });
    },
  ],
  [
    'escalated',
    (task) => {
      task.escalate({ reason: 'too hard' });
    },
  ],
  [
    'approval_requested',
    (task) => {
      task.requestApproval({ approver: 'ann' });
    },
  ],
  [
    'approval_received',
    (task) => {
      task.approvalReceived({ approvedBy: 'ann', decision: 'approved' });
    },
  ],
  [
    'retry',
    (task) => {
      task.retry({ attempt: 1, reason: '429' });
    },
  ],
  [
    'custom',
    (task) => {
      task.event('noted');
    },
  ],
  [
    'issue',
    (_task, agent) => {
      agent.reportIssue({ summary: 'CRM is down', severity: 'high' });
    },
  ],
  [
    'issue',
    (_task, agent) => {
      agent.resolveIssue({ summary: 'CRM is down' });
    },
  ],
  [
    'queue_snapshot',
    (_task, agent) => {
      agent.queueSnapshot({ depth: 0 });
    },
  ],
  [
    'todo',
    (_task, agent) => {
      agent.todo({ todoId: 't', action: 'completed' });
    },
  ],
  [
    'scheduled',
    (_task, agent) => {
      agent.scheduled({ items: [] });
    },
  ],
];

test('each kind of news works without the others, in any order and any number', async () => {
  const client = hive.connect();
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STORIES), { maxLength: 20 }), async (stories) => {
      const agent = client.agent(`agent-${++round}`, { heartbeatInterval: 0 });
      agent.task('t', (task) => {
        for (const [, tell] of stories) tell(task, agent);
      });
      await client.flush();
      const told = hive.collector.spans
        .filter(
          ({ attributes }) => attributes['hive.agent.id'] === agent.id && attributes['hive.record'] !== 'progress',
        )
        .flatMap(({ events }) => events.map(({ attributes }) => String(attributes['hive.event.kind'])));
      expect(told.sort()).toEqual(['agent_registered', ...stories.map(([kind]) => kind)].sort());
      expect(hive.warnings).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('a call is reported after the model has answered, and its answer stays as it is', async () => {
  const client = hive.connect();
  const answer = Object.freeze({ model: 'gpt-4o-mini', usage: Object.freeze({ tokensIn: 12, tokensOut: 3 }) });
  const model = (): Promise<typeof answer> => {
    hive.pass(750);
    return Promise.resolve(answer);
  };
  const result = await client.agent('a').task('t', async (task) => {
    const given = await model();
    task.llmCall('score_lead', { model: given.model, ...given.usage, durationMs: 750 });
    return given;
  });
  expect(result).toBe(answer);
  await client.flush();
  const [call] = hive.events('llm_call');
  expect(call?.at).toBe(T0 + 750);
  expect(call?.attributes).toMatchObject({
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.usage.input_tokens': 12,
    'gen_ai.usage.output_tokens': 3,
    'hive.llm_call.duration_ms': 750,
  });
});
