import { Registry } from 'prom-client';
import { createDollarCounter } from './dollar-counter.js';

const LABELS = ['model'] as const;

test('a million small costs are exactly what they come to, by label', async () => {
  const registry = new Registry();
  const cost = createDollarCounter({ name: 'cost', help: 'US dollars.', labelNames: LABELS }, registry);
  for (let call = 0; call < 1_000_000; call++) cost.inc({ model: 'a' }, 0.1);
  cost.inc({ model: 'b' }, 0.1 + 0.2);
  cost.inc({ model: 'b' }, 1e-9);
  cost.inc({ model: 'c' }, 123_456_789_012.25);
  const samples = async (): Promise<readonly string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith('cost'));
  const expected = ['cost{model="a"} 100000', 'cost{model="b"} 0.300000001', 'cost{model="c"} 123456789012.25'];
  expect(await samples()).toEqual(expected);
  expect(await samples()).toEqual(expected);
});
