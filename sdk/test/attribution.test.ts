import type { Task } from '../src/index.js';
import { useHive } from './use-hive.js';

const hive = useHive();

const ask = (task: Task): void => {
  task.llmCall('ask', { model: 'm' });
};

/** What each call of a task says of the plan and of retries: step, revision, attempt. */
async function attributionOf(work: (task: Task) => void): Promise<readonly unknown[]> {
  const client = hive.connect();
  client.agent('a', { heartbeatInterval: 0 }).task('t', {}, work);
  await client.flush();
  expect(hive.warnings).toEqual([]);
  return (hive.spans('task')[0]?.events ?? [])
    .filter(({ name }) => name === 'hive.llm_call')
    .map(({ attributes }) =>
      ['hive.plan.step.index', 'hive.plan.revision', 'hive.retry.attempt'].map((key) => attributes[key] ?? null),
    );
}

test.each<[string, (task: Task) => void, readonly unknown[]]>([
  ['without a plan', ask, [[null, null, null]]],
  [
    'between the steps of a plan',
    (task) => {
      task.plan('p', ['one', 'two']);
      ask(task);
      task.planStep({ stepIndex: 0, action: 'started' });
      ask(task);
      task.planStep({ stepIndex: 0, action: 'completed' });
      ask(task);
      task.planStep({ stepIndex: 1, action: 'started' });
      ask(task);
    },
    [
      [null, 0, null],
      [0, 0, null],
      [null, 0, null],
      [1, 0, null],
    ],
  ],
  [
    'after a new plan',
    (task) => {
      task.plan('p', ['one']);
      task.planStep({ stepIndex: 0, action: 'started' });
      task.retry({ attempt: 1, reason: 'r' });
      task.plan('q', ['one'], { revision: 1 });
      ask(task);
      task.planStep({ stepIndex: 0, action: 'started' });
      ask(task);
    },
    [
      [null, 1, null],
      [0, 1, null],
    ],
  ],
  [
    'with steps of a plan that another process made',
    (task) => {
      task.planStep({ stepIndex: 4, action: 'started', planRevision: 2 });
      ask(task);
    },
    [[4, 2, null]],
  ],
  [
    'where another step ends',
    (task) => {
      task.planStep({ stepIndex: 1, action: 'started' });
      task.planStep({ stepIndex: 0, action: 'skipped' });
      ask(task);
    },
    [[1, null, null]],
  ],
  [
    'in a retry, until its step ends well or another begins',
    (task) => {
      task.planStep({ stepIndex: 0, action: 'started' });
      task.planStep({ stepIndex: 0, action: 'failed' });
      task.retry({ attempt: 1, reason: 'r' });
      ask(task);
      task.planStep({ stepIndex: 0, action: 'started' });
      ask(task);
      task.planStep({ stepIndex: 0, action: 'failed' });
      task.retry({ attempt: 2, reason: 'r' });
      task.planStep({ stepIndex: 0, action: 'started' });
      ask(task);
      task.planStep({ stepIndex: 0, action: 'completed' });
      ask(task);
      task.retry({ attempt: 3, reason: 'r' });
      task.planStep({ stepIndex: 1, action: 'started' });
      ask(task);
    },
    [
      [null, null, 1],
      [0, null, 1],
      [0, null, 2],
      [null, null, null],
      [1, null, null],
    ],
  ],
  [
    'in the words of the caller',
    (task) => {
      task.planStep({ stepIndex: 0, action: 'started' });
      task.llmCall('ask', { model: 'm', planStep: 7, planRevision: 3, attempt: 2 });
    },
    [[7, 3, 2]],
  ],
])('a call says which step and which retry it served: %s', async (_where, work, attributions) => {
  expect(await attributionOf(work)).toEqual(attributions);
});

test('a call says whose it was', async () => {
  const client = hive.connect();
  client.agent('a', { heartbeatInterval: 0 }).task('t', {}, (task) => {
    task.llmCall('ask', { model: 'm', sessionId: 'chat-1', userId: 'u-7' });
  });
  await client.flush();
  expect(hive.events('llm_call')[0]?.attributes).toMatchObject({
    'gen_ai.conversation.id': 'chat-1',
    'user.id': 'u-7',
  });
});
