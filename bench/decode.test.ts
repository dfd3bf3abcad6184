import { plainRowsOf } from './plain-rows.js';
import { baselineDecoder, ourDecoder, rowsOfBody } from './stages.js';
import { createWorkload } from './workload.js';

test('both decoders read the same spans, or their speeds could not be compared', async () => {
  const { bodies, spans } = await createWorkload(500);
  const ours = bodies.flatMap((body) => ourDecoder(body));
  expect(ours).toHaveLength(spans);
  expect(bodies.flatMap((body) => baselineDecoder(body))).toEqual(ours);
});

test('the plain mapping tells the same of events, calls and their prices, or it would be spared the work', async () => {
  const { bodies } = await createWorkload(300);
  const facts = ({
    events,
    llm_call_log,
  }: {
    readonly events: readonly object[];
    readonly llm_call_log: readonly object[];
  }) => ({
    events: events.map((row) => pick(row, ['event_id', 'ts', 'kind', 'agent_id', 'task_id', 'action_id'])),
    calls: llm_call_log.map((row) =>
      pick(row, ['event_id', 'ts', 'model', 'tokens_in', 'tokens_out', 'cost', 'cost_source']),
    ),
  });
  // Our bridge leaves out the copies within a request, a plain one leaves them to ClickHouse.
  const distinct = (rows: readonly object[]): readonly string[] =>
    [...new Set(rows.map((row) => JSON.stringify(row)))].sort();
  for (const body of bodies) {
    const ours = facts(rowsOfBody(ourDecoder, body));
    const plain = facts(plainRowsOf(body, { tenant: 'bench', receivedAt: Date.now() }));
    expect(distinct(plain.events)).toEqual(distinct(ours.events));
    expect(distinct(plain.calls)).toEqual(distinct(ours.calls));
  }
});

/** Some columns of a row; those that are left out have their default. */
const pick = (row: object, names: readonly string[]): Readonly<Record<string, unknown>> => {
  const values = new Map<string, unknown>(Object.entries(row));
  return Object.fromEntries(names.map((name) => [name, values.get(name) ?? '']));
};
