import { SAMPLE_NOW, sampleCall, sampleCallPage, sampleMetrics } from '../../../test/samples.js';
import { llmCallsTable } from '../../data/frames/llm-calls.js';
import { metricTables } from '../../data/frames/metrics.js';
import type { ReadableFrame, Table } from '../../data/table.js';
import { readCost } from './read-cost.js';

const RANGE = { from: SAMPLE_NOW - 3_600_000, to: SAMPLE_NOW };
const framesOf = (tables: readonly Table[]): readonly ReadableFrame[] =>
  tables.map(({ name, fields }) => ({ name, fields, length: fields[0]?.values.length ?? 0 }));

test('calls alone are summed up by model and by agent', () => {
  const calls = [
    sampleCall({ event_id: '1', cost: 0.25 }),
    sampleCall({ event_id: '2', cost: 0.5, cost_source: 'list', agent_id: 'other' }),
    sampleCall({ event_id: '3', cost: 1, model: 'gpt-4o-mini' }),
  ];
  const reading = readCost(framesOf([llmCallsTable(calls)]), RANGE);
  if (!reading.ok) throw new Error('not read');
  const { byModel, byAgent } = reading.view;
  const brief = ({ groups }: typeof byModel) =>
    groups.map((row) => [row.group, row.calls, row.cost, row.estimated_cost]);
  expect(brief(byModel)).toEqual([
    ['gpt-4o-mini', 1, 1, 0],
    ['claude-sonnet-4-5', 2, 0.25, 0.5],
  ]);
  expect(brief(byAgent)).toEqual([
    ['lead-qualifier', 2, 1.25, 0],
    ['other', 1, 0, 0.5],
  ]);
  expect(byModel.summary).toMatchObject({ calls: 3, cost: 1.25, estimated_cost: 0.5 });
});

test('one grouping alone is shown with no calls', () => {
  const reading = readCost(framesOf(metricTables(sampleMetrics('model'))), RANGE);
  if (!reading.ok) throw new Error('not read');
  expect(sampleMetrics('model')).toMatchObject(reading.view.byModel);
  expect(reading.view.byAgent.groups).toEqual([]);
  expect(reading.view.calls.data).toEqual(sampleCallPage([]).data);
});

test('frames without cost name what a list of calls would need', () => {
  expect(readCost([{ name: 'A', length: 0, fields: [{ name: 'timestamp', values: [] }] }], RANGE)).toEqual({
    ok: false,
    missing: ['agent_id', 'model', 'tokens_in', 'tokens_out', 'cost'],
  });
});
