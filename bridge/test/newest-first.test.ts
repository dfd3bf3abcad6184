import { randomUUID } from 'node:crypto';
import type { EventPage, LlmCallPage, Page, Spend, TaskSummary } from '@hiveboard/sdk/contract';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const HOUR = 3_600_000;
/** How many hours ago something was: in the last hour, at the borders of what is looked at next, at once, and long before. */
const AGES = [0.2, 0.999, 1, 1.001, 5, 5, 5, 13, 13.1, 157, 300, 700];
const NOW = Date.now();

let bridge: TestBridge;
beforeAll(async () => {
  bridge = await startTestBridge();
  bridge.freezeClock();
  // Twice, as a sender does that has heard no answer: copies are there until ClickHouse merges them.
  const spans = otlp(AGES.flatMap(runOf));
  for (const { status } of [await bridge.send(spans), await bridge.send(spans)]) {
    expect(status).toBe(200);
  }
});
afterAll(async () => {
  await bridge.stop();
});

/** A run that began some hours ago, by one of two agents; odd ones ask another model, and fail. */
function runOf(hours: number, index: number): readonly SentSpan[] {
  const start = NOW - hours * HOUR;
  const isOdd = index % 2 === 1;
  return [
    {
      traceId: randomUUID().replaceAll('-', ''),
      start,
      end: start + 10,
      attributes: {
        'hive.record': 'task',
        'hive.agent.id': isOdd ? 'odd' : 'even',
        'hive.task.id': `task-${index}`,
        'hive.task.run_id': `run-${index}`,
      },
      ...(isOdd ? { error: 'no answer' } : {}),
      events: [
        {
          name: 'hive.llm_call',
          at: start,
          attributes: {
            'hive.event.id': randomUUID(),
            'hive.event.kind': 'llm_call',
            'gen_ai.request.model': isOdd ? 'odd-model' : 'even-model',
            'gen_ai.usage.input_tokens': 1 + index,
            'hive.cost.usd': 0.001 * (1 + index),
          },
        },
      ],
    },
  ];
}

/** All pages of a question, followed by their cursors. */
async function pages<P extends Page<unknown>>(path: string): Promise<readonly P[]> {
  const found: P[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: P } = await bridge.ask<P>(`${path}&cursor=${encodeURIComponent(cursor)}`);
    found.push(body);
    cursor = body.pagination.cursor;
  }
  return found;
}

const indexes = AGES.map((_, index) => index);
const odd = indexes.filter((index) => index % 2 === 1);
/** How long ago the tasks of some pages were, and how many there are: those of one moment come in any order. */
const agesIn = (found: readonly Page<{ readonly task_id: string | null }>[]) => {
  const ids = found.flatMap(({ data }) => data.map(({ task_id }) => task_id));
  return { ages: ids.map((id) => AGES[Number(id?.replace('task-', ''))]), tasks: new Set(ids).size };
};
const expected = (runs: readonly number[]) => ({ ages: runs.map((index) => AGES[index]), tasks: runs.length });

/** What calls of these runs come to. */
const spendOf = (runs: readonly number[]): Partial<Spend> => ({
  calls: runs.length,
  tokens_in: runs.reduce((sum, index) => sum + 1 + index, 0),
  cost: Number((0.001 * runs.reduce((sum, index) => sum + 1 + index, 0)).toFixed(9)),
});

test.each([
  ['all', '', indexes],
  ['those of an agent', '&agent_id=odd', odd],
  ['those of a model', '&model=odd-model', odd],
  ['those of a run', '&task_run_id=run-10', [10]],
  ['none', '&model=other', []],
] as const)(
  'pages of calls are the calls, newest first, each once, with totals of all: %s',
  async (_name, filter, runs) => {
    for (const limit of [2, 200]) {
      const found = await pages<LlmCallPage>(`/v1/llm-calls?time_range=30d&limit=${limit}${filter}`);
      expect(agesIn(found)).toEqual(expected(runs));
      expect(found).toHaveLength(Math.max(1, Math.ceil(runs.length / limit)));
      for (const { totals } of found) expect(totals).toMatchObject(spendOf(runs));
    }
  },
);

test.each([
  ['all', '', indexes],
  ['those of an agent', '&agent_id=odd', odd],
  ['those that failed', '&status=failed', odd],
  ['one task', '&task_id=task-10', [10]],
  ['none', '&q=nothing', []],
] as const)('pages of runs are the runs, newest first, each once: %s', async (_name, filter, runs) => {
  for (const limit of [2, 200]) {
    const found = await pages<Page<TaskSummary>>(`/v1/tasks?time_range=30d&limit=${limit}${filter}`);
    expect(agesIn(found)).toEqual(expected(runs));
  }
});

test.each([
  ['all', '', indexes],
  ['those of an agent', '&agent_id=odd', odd],
  ['those with a word', '&q=ODD', odd],
  ['those of a run', '&task_run_id=run-10', [10]],
  ['none', '&severity=error', []],
] as const)('pages of events are the events, newest first, each once: %s', async (_name, filter, runs) => {
  for (const limit of [2, 200]) {
    const found = await pages<EventPage>(`/v1/events?time_range=30d&kind=llm_call&limit=${limit}${filter}`);
    expect(agesIn(found)).toEqual(expected(runs));
    expect(found).toHaveLength(Math.max(1, Math.ceil(runs.length / limit)));
  }
});

test('a run that is told of in pieces began when its first piece says, in whatever stretch the others are', async () => {
  const piece = (hours: number): SentSpan => ({
    start: NOW - hours * HOUR,
    attributes: {
      'hive.record': 'progress',
      'hive.agent.id': 'pieces',
      'hive.task.id': 'pieces',
      'hive.task.run_id': 'pieces-1',
    },
  });
  await bridge.send(otlp([piece(0.1)]));
  await bridge.send(otlp([piece(20)]));
  const { body } = await bridge.ask<Page<TaskSummary>>('/v1/tasks?time_range=30d&agent_id=pieces');
  expect(body.data.map(({ task_id, started_at }) => [task_id, started_at])).toEqual([
    ['pieces', new Date(NOW - 20 * HOUR).toISOString()],
  ]);
});
