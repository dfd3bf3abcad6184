import type { CallMetrics } from '@hiveboard/sdk/contract';
import { sampleMetrics, sampleSpend, SAMPLE_NOW } from '../../../test/samples.js';
import type { ReadableFrame, Table } from '../table.js';
import { metricTables, readSpend } from './metrics.js';

const spent = (cost: number, calls: number) => ({
  value: cost,
  ...sampleSpend({ cost, calls }),
  input_cost: null,
  output_cost: null,
});

const plain = sampleMetrics('model');
/** Two models by name, three as one row, and what all came to the day before. */
const compared: CallMetrics = {
  ...plain,
  previous: { since: '2026-11-19T10:00:00.000Z', until: '2026-11-20T10:00:00.000Z', ...spent(2.5, 90) },
  groups: plain.groups.map((group, index) => ({ ...group, previous_value: index === 0 ? 0.75 : null })),
  other: { groups: 3, ...spent(0.5, 12) },
};

const cellsOf = (tables: readonly Table[], named: string) =>
  Object.fromEntries(
    tables
      .filter(({ name }) => name === named)
      .flatMap(({ fields }) => fields.map(({ name, unit, values }) => [name, [unit, ...values]] as const)),
  );

const framesOf = (tables: readonly Table[]): readonly ReadableFrame[] =>
  tables.map(({ name, fields }) => ({ name, fields, length: fields[0]?.values.length ?? 0 }));

test('groups are told with what they came to before, and all further ones as one row', () => {
  expect(cellsOf(metricTables(compared), 'metrics_by_model')).toMatchObject({
    model: [undefined, 'claude-sonnet-4-5', 'gpt-4o-mini', 'Others'],
    calls: [undefined, 100, 20, 12],
    cost: ['currencyUSD', 1.25, 0.25, 0.5],
    is_other: [undefined, false, false, true],
    value: ['currencyUSD', 1.25, 0.25, 0.5],
    previous_value: ['currencyUSD', 0.75, null, null],
  });
});

test('of a pair the others have one name', () => {
  const pair = {
    ...compared,
    group_by: 'model,agent_id',
    groups: plain.groups.map((group) => ({ ...group, keys: { model: group.group, agent_id: 'a' } })),
  };
  expect(cellsOf(metricTables(pair), 'metrics_by_model,agent_id')).toMatchObject({
    model: [undefined, 'claude-sonnet-4-5', 'gpt-4o-mini', 'Others'],
    agent_id: [undefined, 'a', 'a', ''],
  });
});

test('the whole is told beside the period before', () => {
  expect(cellsOf(metricTables(compared), 'metrics_summary_by_model')).toMatchObject({
    value: ['currencyUSD', 1.5],
    previous_value: ['currencyUSD', 2.5],
    previous_since: [undefined, Date.parse('2026-11-19T10:00:00.000Z')],
    previous_until: [undefined, Date.parse('2026-11-20T10:00:00.000Z')],
  });
});

test('without a comparison nothing is told of before', () => {
  const names = metricTables(plain).flatMap(({ fields }) => fields.map(({ name }) => name));
  expect(names.filter((name) => name === 'value' || name.startsWith('previous_'))).toEqual([]);
});

test('the row of the others is no group when groups are read back', () => {
  const range = { from: SAMPLE_NOW - 3_600_000, to: SAMPLE_NOW };
  const reading = readSpend(framesOf(metricTables(compared)), 'model', range);
  expect(reading.ok && reading.view.groups.map(({ group }) => group)).toEqual(['claude-sonnet-4-5', 'gpt-4o-mini']);
});
