import { NOON, span } from '../../test/spans.js';
import { normalise } from './normalise.js';
import { recogniser } from './foreign-span.js';

const recognise = recogniser([
  {
    name: 'apart',
    gates: [{ key: 'k', roles: new Map([['apart', 'call']]) }],
    places: { tokensTotal: ['total'] },
    cachedApart: true,
    reasoningApart: true,
  },
  {
    name: 'some',
    gates: [{ key: 'k', roles: new Map([['some', 'call']]) }],
    places: {},
    cachedApart: ['anthropic'],
  },
]);

type Counts = Readonly<Record<'in' | 'out' | 'read' | 'write' | 'reasoning', number>>;

test.each<[string, string, Counts, string | number, [number, number]]>([
  ['beside, as the dialect says', 'apart', { in: 100, out: 20, read: 50, write: 10, reasoning: 5 }, '', [160, 25]],
  ['beside, as the total says', 'apart', { in: 100, out: 20, read: 50, write: 10, reasoning: 5 }, 185, [160, 25]],
  ['inside, as the total says', 'apart', { in: 100, out: 20, read: 50, write: 10, reasoning: 5 }, '120', [100, 20]],
  ['only reasoning beside', 'apart', { in: 100, out: 20, read: 50, write: 10, reasoning: 5 }, 125, [100, 25]],
  ['only cached beside', 'apart', { in: 100, out: 20, read: 50, write: 10, reasoning: 5 }, 180, [160, 20]],
  ['a total that nothing explains', 'apart', { in: 100, out: 20, read: 50, write: 10, reasoning: 5 }, 7, [160, 25]],
  ['a total that is no count', 'apart', { in: 100, out: 20, read: 50, write: 10, reasoning: 5 }, 'all', [160, 25]],
  [
    'more cached than input, whatever the total',
    'apart',
    { in: 2, out: 20, read: 50, write: 0, reasoning: 0 },
    22,
    [52, 20],
  ],
  ['a provider that counts inside', 'some', { in: 100, out: 20, read: 50, write: 10, reasoning: 5 }, 185, [100, 20]],
])('input and output are kept with their parts inside: %s', (_how, k, counts, total, kept) => {
  const attributes = {
    k,
    total,
    'gen_ai.provider.name': 'openai',
    'gen_ai.usage.input_tokens': counts.in,
    'gen_ai.usage.output_tokens': counts.out,
    'gen_ai.usage.cache_read.input_tokens': counts.read,
    'gen_ai.usage.cache_write.input_tokens': counts.write,
    'gen_ai.usage.reasoning.output_tokens': counts.reasoning,
  };
  const call = normalise([span({ attributes })], NOON, recognise).calls[0]?.call;
  expect([call?.tokensIn, call?.tokensOut]).toEqual(kept);
});

test('a provider that counts beside has its cached tokens added', () => {
  const attributes = {
    k: 'some',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.cache_read.input_tokens': 50,
  };
  expect(normalise([span({ attributes })], NOON, recognise).calls[0]?.call.tokensIn).toBe(150);
});
