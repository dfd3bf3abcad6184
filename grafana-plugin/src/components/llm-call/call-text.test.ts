import type { CostSource } from '@hiveboard/sdk/contract';
import { costText, readable, tokensText } from './call-text.js';

test.each<[number | null, CostSource, string]>([
  [0.003, 'reported', '$0.003'],
  [0, 'reported', '$0.00'],
  [0.003, 'list', '~$0.003'],
  [0.003, 'override', '~$0.003'],
  [null, 'unpriced', '—'],
  [0, 'unpriced', '—'],
  [null, 'reported', '—'],
])('a cost of %p that is %s reads %s', (cost, cost_source, text) => {
  expect(costText({ cost, cost_source })).toBe(text);
});

test.each<[number | null, number | null, string | null]>([
  [1500, 200, '1.5K → 200'],
  [1500, null, '1.5K → —'],
  [0, 0, '0 → 0'],
  [null, null, null],
])('%p tokens in and %p out read %p', (tokens_in, tokens_out, text) => {
  expect(tokensText({ tokens_in, tokens_out })).toBe(text);
});

test.each([
  ['{"a":1}', '{\n  "a": 1\n}'],
  ['  [1]', '[\n  1\n]'],
  ['{"cut": "in the mid', '{"cut": "in the mid'],
  ['plain words', 'plain words'],
  ['', ''],
])('%j is made readable', (text, expected) => {
  expect(readable(text)).toBe(expected);
});
