import { discover } from './discover.js';

class Wrapper {
  readonly _last_input_tokens = 120;
  readonly model = 'claude-sonnet-4-5-20250929';
  readonly apiToken = 'sk-ant-secret';
  readonly lastPrompt = 'Dear model, keep this to yourself';
  readonly modelApiKey = 'sk-secret';
  readonly temperature = 0.2;
  get totalCost(): number {
    return this._last_input_tokens / 1000;
  }
  get usage(): never {
    throw new Error('call first');
  }
  countTokens(): number {
    return this._last_input_tokens;
  }
}

test('lists what a client inherits or keeps to itself, and no texts but the name of its model', () => {
  expect(discover(new Wrapper())).toEqual([
    { path: '_last_input_tokens', value: 120 },
    { path: 'model', value: 'claude-sonnet-4-5-20250929' },
    { path: 'apiToken', value: '(string)' },
    { path: 'lastPrompt', value: '(string)' },
    { path: 'modelApiKey', value: '(string)' },
    { path: 'totalCost', value: 0.12 },
    { path: 'countTokens', value: '(function)' },
  ]);
});

test('looks into nested objects and the first item of lists', () => {
  const response = {
    data: { usage: { input: 3, output: 4, note: null }, model: 'A prompt of several words', cached: true },
    rounds: [{ last: true }, { last: false }],
  };

  expect(discover(response)).toEqual([
    { path: 'data.usage', value: '(object)' },
    { path: 'data.usage.input', value: 3 },
    { path: 'data.usage.output', value: 4 },
    { path: 'data.usage.note', value: '(null)' },
    { path: 'data.model', value: '(string)' },
    { path: 'rounds.0.last', value: true },
  ]);
});

test('looks no deeper than asked', () => {
  expect(discover({ a: { b: { tokens: 1 } }, tokens: 2 }, { depth: 2 })).toEqual([{ path: 'tokens', value: 2 }]);
});

test.each<readonly [string, unknown]>([
  ['nothing', undefined],
  ['a text', 'tokens'],
  [
    'a proxy that throws',
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    ),
  ],
])('finds nothing in %s', (_what, value) => {
  expect(discover(value)).toEqual([]);
});

test('comes back from a cycle, and from an object without end', () => {
  const cycle: Record<string, unknown> = { tokens: 1 };
  cycle['self'] = cycle;
  const endless = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`tokens${index}`, index]));

  expect(discover(cycle)).toEqual([{ path: 'tokens', value: 1 }]);
  expect(discover(endless)).toHaveLength(200);
});
