import { otlp, startTestBridge, type TestBridge } from '../test-bridge.js';
import { fuzzApi } from './api.js';
import { DECODERS, fuzzDecoder } from './decoders.js';

// `npm run fuzz` does the same for longer.
const seed = 4318;

describe('a damaged request is refused in words, or what is left of it becomes rows', () => {
  test.each(Object.entries(DECODERS))('%s', (_, decoder) => {
    const { refused, kept, rows } = fuzzDecoder(decoder, { inputs: 3000, seed });
    // Were all inputs refused, or none, nothing would have been tried.
    for (const count of [refused, kept, rows]) expect(count).toBeGreaterThan(0);
  });
});

describe('the API', () => {
  let hive: TestBridge;
  beforeAll(async () => {
    hive = await startTestBridge();
    const start = Date.now() - 60_000;
    const attributes = { 'hive.record': 'task', 'hive.agent.id': 'shop', 'hive.task.id': 'task-1' };
    await hive.send(otlp([{ start, end: start + 1000, attributes }]));
  });
  afterAll(async () => {
    await hive.stop();
  });

  test('answers every question, or names the parameter that is wrong', async () => {
    const counts = await fuzzApi(hive.bridge.url, { inputs: 250, seed });
    for (const status of [200, 400, 404]) expect(counts.get(status)).toBeGreaterThan(0);
  });
});
