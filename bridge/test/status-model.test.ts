import fc from 'fast-check';
import type { AgentPage, Page, TaskSummary } from '@hiveboard/sdk/contract';
import { LONG_AGO, expected, life, type Expectation } from './status-model.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const START = Math.floor(Date.now() / 1000) * 1000 - 300_000;
const REQUESTS = 4;

/** Delivers spans in the order of their ranks, in several requests. */
async function deliver(ranked: readonly (readonly [rank: number, span: SentSpan])[]): Promise<void> {
  const spans = ranked.toSorted(([a], [b]) => a - b).map(([, span]) => span);
  const size = Math.ceil(spans.length / REQUESTS);
  for (let from = 0; from < spans.length; from += size) await hive.send(otlp(spans.slice(from, from + size)));
}

/** Every run that began in the period, page by page. */
async function everyRun(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body }: { readonly body: Page<TaskSummary> } = await hive.ask(`/v1/tasks?limit=200&cursor=${cursor}`);
    for (const { task_run_id, derived_status } of body.data) found.set(task_run_id, derived_status);
    ({ cursor } = body.pagination);
  }
  return found;
}

const statuses = (wanted: readonly Expectation[]): Readonly<Record<string, string>> =>
  Object.fromEntries(wanted.flatMap(({ agent, status }) => (status === undefined ? [] : [[agent, status]])));

test('agents and runs stand as the definition says, in whatever order and however often their news arrives', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 120, maxLength: 120 }), async (lives) => {
      const prefix = `round-${++round}-`;
      const wanted = lives.map((story, index) => expected(story, `${prefix}${index}`, START));
      hive.shiftClock(-LONG_AGO);
      await deliver(wanted.flatMap(({ early }) => early));
      hive.shiftClock(0);
      await deliver(wanted.flatMap(({ late }) => late));

      const { body } = await hive.ask<AgentPage>(`/v1/agents?limit=5000&q=${prefix}`);
      const agents = Object.fromEntries(body.data.map((agent) => [agent.agent_id, agent.derived_status]));
      expect(agents).toEqual(statuses(wanted));
      const runs = await everyRun();
      for (const { runs: ofAgent } of wanted)
        for (const [run, status] of ofAgent) expect([run, runs.get(run)]).toEqual([run, status]);
    }),
    { seed: 20261121, numRuns: 2, endOnFailure: true },
  );
});

test('the model meets every status', () => {
  const met = new Set(
    fc.sample(life, { seed: 20261121, numRuns: 400 }).flatMap((story) => {
      const { status, runs } = expected(story, 'a', START);
      return [`agent ${status}`, ...[...runs.values()].map((of) => `task ${of}`)];
    }),
  );
  expect([...met].filter((name) => !name.includes('undefined')).sort()).toEqual([
    'agent error',
    'agent idle',
    'agent offline',
    'agent processing',
    'agent stuck',
    'agent waiting',
    'task cancelled',
    'task completed',
    'task escalated',
    'task failed',
    'task processing',
    'task stuck',
    'task waiting',
  ]);
});
