import { normalise } from '../normalise/normalise.js';
import { rowsOf, type Rows } from '../rows/rows.js';
import { NOON, span, spanEvent } from '../../test/spans.js';
import { createMetrics, type Metrics } from './metrics.js';

const rowsAt = (receivedAt: number, ...spans: Parameters<typeof normalise>[0]): Rows =>
  rowsOf(normalise(spans, receivedAt), { tenant: 'acme', receivedAt });

const id = (count: number): string => `0198c2a4-5b7e-7000-8000-${count.toString(16).padStart(12, '0')}`;

const call = (count: number, more: Readonly<Record<string, string | number>> = {}) =>
  spanEvent('hive.llm_call', {
    'hive.event.id': id(count),
    'hive.event.kind': 'llm_call',
    'hive.llm_call.name': 'score',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 100,
    'hive.cost.usd': 0.25,
    ...more,
  });

const work = {
  'hive.agent.id': 'seller',
  'hive.task.id': 'task',
  'hive.task.run_id': 'run',
};
const progress = span({
  attributes: { ...work, 'hive.record': 'progress', 'hive.progress.start_time_ms': NOON },
  events: [call(1)],
});
const final = span({ attributes: { ...work, 'hive.record': 'task' }, events: [call(1), call(2)] });

/** The samples of a metric, such as `{model="m"} 1`, in order. */
async function samples({ registry }: Metrics, name: string): Promise<readonly string[]> {
  const text = await registry.getSingleMetricAsString(name);
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.slice(name.length))
    .sort();
}

test('a call that rides on progress and again on the task’s end is counted once, as is the end', async () => {
  const metrics = createMetrics();
  for (const spans of [[progress], [final], [final, progress]]) {
    metrics.stored(spans.length, rowsAt(NOON, ...spans), NOON);
  }
  const model = 'tenant="acme",model="gpt-4o"';
  expect(await samples(metrics, 'hive_llm_cost_usd_total')).toEqual([
    '{tenant="acme",agent="seller",model="gpt-4o",cost_source="reported"} 0.5',
  ]);
  expect(await samples(metrics, 'hive_llm_tokens_total')).toEqual([
    `{${model},direction="input"} 2000`,
    `{${model},direction="output"} 200`,
  ]);
  expect(await samples(metrics, 'hive_llm_calls_total')).toEqual([
    `{${model},cost_source="reported",outcome="success"} 2`,
  ]);
  expect(await samples(metrics, 'hive_tasks_ended_total')).toEqual(['{tenant="acme",outcome="completed"} 1']);
  expect(await samples(metrics, 'hive_repeated_total')).toEqual(['{what="llm_call"} 3', '{what="task"} 1']);
  expect(await samples(metrics, 'hive_spans_accepted_total')).toEqual([' 4']);
});

test('an unpriced call is a call and no cost, never 0 dollars', async () => {
  const metrics = createMetrics();
  const homemade = spanEvent('hive.llm_call', {
    'hive.event.id': id(9),
    'hive.event.kind': 'llm_call',
    'gen_ai.request.model': 'homemade',
    'gen_ai.usage.input_tokens': 5,
  });
  const attributes = { ...work, 'hive.record': 'task' };
  metrics.stored(1, rowsAt(NOON, span({ attributes, events: [homemade] })), NOON);
  expect(await samples(metrics, 'hive_llm_calls_total')).toEqual([
    '{tenant="acme",model="homemade",cost_source="unpriced",outcome="success"} 1',
  ]);
  expect((await samples(metrics, 'hive_llm_cost_usd_total')).join('')).not.toContain('homemade');
});

test('however many models and agents senders name, the series stay few', async () => {
  const metrics = createMetrics();
  for (let count = 0; count < 1000; count += 1) {
    const attributes = { ...work, 'hive.agent.id': `agent-${count}`, 'hive.record': 'task' };
    const event = call(count, { 'gen_ai.request.model': `model-${count}\n"` });
    metrics.stored(1, rowsAt(NOON, span({ attributes, events: [event] })), NOON);
  }
  const calls = await samples(metrics, 'hive_llm_calls_total');
  expect(calls).toHaveLength(201);
  expect(calls).toContain('{tenant="acme",model="other",cost_source="reported",outcome="success"} 800');
  expect(await samples(metrics, 'hive_llm_cost_usd_total')).toContain(
    '{tenant="acme",agent="other",model="other",cost_source="reported"} 200',
  );
});

test('lag is the age of the newest event once it is stored', async () => {
  const metrics = createMetrics();
  // The task ends a second after noon.
  metrics.stored(1, rowsAt(NOON, final), NOON + 1500);
  expect(await samples(metrics, 'hive_lag_seconds')).toContain('_sum 0.5');
});
