import type { ApiError, LlmCallRecord, Page, UnpricedModel } from '@hiveboard/sdk/contract';
import { until as eventually } from '../../clickhouse/test/until.js';
import { overrideEntry } from '../src/prices/override-entry.js';
import { writeOverrides } from '../src/prices/overrides-table.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

const T0 = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
const PERIOD = `since=${T0}&until=${T0 + 600_000}`;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
  await hive.send(otlp(CALLS.map(spanOf)));
  // Sent twice, it is one call each.
  await hive.send(otlp(CALLS.map(spanOf)));
});
afterAll(async () => {
  await hive.stop();
});

const spanOf = (attributes: Readonly<Record<string, string | number>>, index: number) => ({
  traceId: 'b'.repeat(32),
  spanId: (index + 1).toString(16).padStart(16, '0'),
  name: 'chat',
  start: T0 + index * 60_000,
  end: T0 + index * 60_000,
  attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.agent.name': `agent-${index}`, ...attributes },
});

const CALLS = [
  { 'gen_ai.request.model': 'in-house', 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 10 },
  { 'gen_ai.request.model': 'in-house', 'gen_ai.usage.input_tokens': 200 },
  { 'gen_ai.request.model': 'in-house', 'gen_ai.provider.name': 'ollama', 'gen_ai.usage.input_tokens': 5 },
  { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 5 },
  { 'gen_ai.request.model': 'paid', 'gen_ai.usage.input_tokens': 5, 'hive.cost.usd': 0 },
];
const moment = (minute: number): string => new Date(T0 + minute * 60_000).toISOString();
const ask = async (query: string) => (await hive.ask<Page<UnpricedModel>>(`/v1/unpriced-models?${query}`)).body;

test('models without a price are listed with what it would be for; priced and reported ones are not', async () => {
  const { data, pagination } = await ask(PERIOD);
  expect(pagination).toEqual({ cursor: null, has_more: false });
  expect(data.map(({ example: { event_id: _id, ...example }, ...model }) => ({ ...model, example }))).toEqual([
    {
      model: 'in-house',
      provider: null,
      calls: 2,
      tokens_in: 300,
      tokens_out: 10,
      first_seen: moment(0),
      last_seen: moment(1),
      example: { agent_id: 'agent-1', task_id: null },
    },
    {
      model: 'in-house',
      provider: 'ollama',
      calls: 1,
      tokens_in: 5,
      tokens_out: 0,
      first_seen: moment(2),
      last_seen: moment(2),
      example: { agent_id: 'agent-2', task_id: null },
    },
  ]);
  const { body } = await hive.ask<Page<{ readonly event_id: string; readonly timestamp: string }>>(
    `/v1/llm-calls?${PERIOD}&model=in-house`,
  );
  const newest = body.data.find(({ timestamp }) => timestamp === moment(1));
  expect(data[0]?.example.event_id).toBe(newest?.event_id);
});

test('the list keeps to its period and its limit', async () => {
  expect((await ask(`since=${T0 + 90_000}&until=${T0 + 600_000}`)).data.map(({ calls }) => calls)).toEqual([1]);
  const { data, pagination } = await ask(`${PERIOD}&limit=1`);
  expect([data.length, pagination]).toEqual([1, { cursor: null, has_more: true }]);
  expect(await ask(`since=${T0 - 2}&until=${T0 - 1}`)).toEqual({
    data: [],
    pagination: { cursor: null, has_more: false },
  });
});

test('the list is that of an agent, or of an environment', async () => {
  expect((await ask(`${PERIOD}&agent_id=agent-2`)).data.map(({ provider }) => provider)).toEqual(['ollama']);
  expect((await ask(`${PERIOD}&environment=production`)).data).toHaveLength(2);
  expect((await ask(`${PERIOD}&environment=staging`)).data).toEqual([]);
});

test.each([
  ['limit=0', 'limit: expected a whole number from 1 to 1000'],
  ['model=x', 'model: not a parameter; expected one of time_range, range, since, until, agent_id, environment, limit'],
])('%s is refused by name', async (query, message) => {
  const answer = await hive.ask<ApiError>(`/v1/unpriced-models?${query}`);
  expect([answer.status, answer.body.message]).toEqual([400, message]);
});

test('a price that is set holds for calls that come from now on, without a restart', async () => {
  await writeOverrides(hive.database.writer, [
    overrideEntry.parse({ name: 'own', model: 'in-house', input: 2, output: 4 }),
  ]);
  let minute = 100;
  const path = `/v1/llm-calls?since=${T0 + 100 * 60_000}&until=${T0 + 10_000 * 60_000}&limit=1`;
  await eventually('the bridge prices by it', async () => {
    minute += 1;
    const attributes = { 'gen_ai.request.model': 'in-house', 'gen_ai.usage.input_tokens': 500_000 };
    await hive.send(otlp([spanOf(attributes, minute)]));
    const { body } = await hive.ask<Page<LlmCallRecord>>(path);
    return body.data[0]?.cost_source === 'override' && body.data[0].cost === 1;
  });
  // What was there before has no price yet.
  expect((await ask(PERIOD)).data.map(({ calls }) => calls)).toEqual([2, 1]);
});
