import { action, at, call, callEvent, event, START, task } from './fixture-task.js';
import { long, replanned, retried, rich, running, silent } from './fixtures.js';
import { nodesOf, spanOf } from './nodes.js';

const bare = { events: [], action_tree: [], plan: null, time_breakdown: null, truncated: false };

test('a task is told in time order from its start to its end', () => {
  const nodes = nodesOf(rich.timeline, rich.calls);
  expect(nodes.map(({ id }) => id)).toEqual([
    'task:start',
    'plan_created-60',
    'plan_step-120',
    'action:a1',
    'action:a2',
    'llm_call-2100',
    'action:a3',
    'action:a4',
    'llm_call-6400',
    'issue-7000',
    'memory_op-7600',
    'action:a5',
    'llm_call-10200',
    'task:end',
  ]);
});

test('what happened in one millisecond stands as the bridge tells it', () => {
  const told = [
    event('plan_created', 60, {}),
    event('plan_step', 60, {}),
    { ...event('action_completed', 60, {}), action_id: 'a1' },
    event('retry', 60, {}),
  ];
  const timeline = { ...bare, task: task({}), events: told, action_tree: [action('a1', 60)] };
  const ids = nodesOf(timeline, []).map(({ id }) => id);
  expect(ids.slice(1, -1)).toEqual([told[0]?.event_id, told[1]?.event_id, 'action:a1', told[3]?.event_id]);
});

test('an open task has no end, and its running work lasts until now', () => {
  const nodes = nodesOf(running.timeline, running.calls);
  expect(nodes.at(-1)).toMatchObject({ id: 'action:a4', running: true, durationMs: null, until: START + 5400 });
});

test('a call is joined with its record and began before it was reported', () => {
  const node = nodesOf(rich.timeline, rich.calls).find(({ id }) => id === 'llm_call-6400');
  expect(node).toMatchObject({
    at: START + 6400,
    from: START + 3500,
    until: START + 6400,
    actionId: 'a4',
    look: { shape: 'square', tone: 'llm', filled: true },
    subject: { type: 'llm_call', call: { cost: 0.0192 } },
  });
});

test('a call without a record is read from its event', () => {
  const node = nodesOf(rich.timeline, []).find(({ id }) => id === 'llm_call-6400');
  expect(node?.subject).toMatchObject({
    call: { name: 'score_lead', tokens_in: 3200, cost: null, cost_source: 'unpriced' },
  });
});

test('a call that would have begun before its task lasts from its stamp on', () => {
  const record = call('early', 100, { duration_ms: 900 });
  const nodes = nodesOf({ ...bare, task: task(), events: [callEvent(record)] }, [record]);
  expect(nodes[1]).toMatchObject({ from: START + 100, until: START + 1000 });
});

test('a call of another run or of no task has no node', () => {
  const calls = [call('other', 100, { task_run_id: 'run-2' }), call('loose', 200, { task_id: null })];
  expect(nodesOf({ ...bare, task: task() }, calls).map(({ id }) => id)).toEqual(['task:start', 'task:end']);
});

test('a call of this run that the events do not tell of has one', () => {
  expect(nodesOf({ ...bare, task: task() }, [call('lost', 100)]).map(({ id }) => id)).toContain('llm_call-100');
});

test('events that the task and the action tree already tell are left out', () => {
  const events = [
    event('task_started', 0),
    event('action_started', 10, { action_id: 'a1' }),
    event('action_completed', 20, { action_id: 'gone' }),
  ];
  const nodes = nodesOf({ ...bare, task: task(), events, action_tree: [action('a1', 10)] }, []);
  expect(nodes.map(({ id }) => id)).toEqual(['task:start', 'action:a1', 'action_completed-20', 'task:end']);
});

test('steps of an earlier plan stay', () => {
  const labels = nodesOf(replanned.timeline, []).map(({ label }) => label);
  expect(labels).toEqual([
    'lead_processing',
    'Plan: Answer from the wiki',
    'Step 1 started: Search the wiki',
    'search_wiki',
    'Step 1 failed: The wiki is down',
    'Replanned (rev 1): Answer from the archive',
    'Step 1 completed: Search the archive',
    'Completed',
  ]);
});

test.each([
  ['completed', 'success'],
  ['failed', 'error'],
  ['cancelled', 'neutral'],
] as const)('a task that ended as %s ends in the tone %s', (derived_status, tone) => {
  expect(nodesOf({ ...bare, task: task({ derived_status }) }, []).at(-1)?.look.tone).toBe(tone);
});

test('a failed action is filled red, others are blue rings', () => {
  const looks = nodesOf(retried.timeline, []).filter(({ subject }) => subject.type === 'action');
  expect(looks.map(({ look }) => `${look.tone} ${look.filled ? 'filled' : 'ring'}`)).toEqual([
    'active ring',
    'error filled',
    'error filled',
    'active ring',
    'active ring',
  ]);
});

test('the newest event stretches an open task', () => {
  const open = task({ completed_at: null, duration_ms: 100 });
  expect(spanOf({ ...bare, task: open, events: [event('note', 900)] })).toEqual({ from: START, until: START + 900 });
  expect(spanOf(silent.timeline).until).toBe(Date.parse(at(12_000)));
});

test('five hundred events are five hundred nodes between a start and an end', () => {
  const { timeline, calls } = long(500);
  expect(nodesOf(timeline, calls)).toHaveLength(502);
});
