import type { AttributeValue } from '../decode/span.js';
import { NOON, span } from '../../test/spans.js';
import { normalise } from './normalise.js';

const callOf = (attributes: Readonly<Record<string, AttributeValue>>) =>
  normalise([span({ name: 'chat gpt-4o', attributes, end: NOON + 800 })], NOON).calls[0];

const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' } as const;

describe('which spans are calls to a model', () => {
  test.each<[string, Readonly<Record<string, AttributeValue>>, boolean]>([
    ['chat', CHAT, true],
    ['embeddings', { ...CHAT, 'gen_ai.operation.name': 'embeddings' }, true],
    [
      'invoke_agent, which repeats its children',
      { ...CHAT, 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 9 },
      false,
    ],
    ['execute_tool', { ...CHAT, 'gen_ai.operation.name': 'execute_tool' }, false],
    ['no operation, but a model and tokens', { 'gen_ai.request.model': 'm', 'gen_ai.usage.prompt_tokens': 1 }, true],
    ['a model without tokens or operation', { 'gen_ai.request.model': 'm' }, false],
    ['tokens without a model', { 'gen_ai.usage.input_tokens': 1 }, false],
  ])('%s', (_name, attributes, expected) => {
    expect(callOf(attributes) !== undefined).toBe(expected);
  });
});

describe('where the fields of a call stand', () => {
  test.each<[string, Readonly<Record<string, AttributeValue>>, object]>([
    ['the model that answered wins', { 'gen_ai.response.model': 'gpt-4o-2024-08-06' }, { model: 'gpt-4o-2024-08-06' }],
    [
      'the provider by its present name',
      { 'gen_ai.provider.name': 'openai', 'gen_ai.system': 'old' },
      { provider: 'openai' },
    ],
    ['the provider by its former name', { 'gen_ai.system': 'anthropic' }, { provider: 'anthropic' }],
    [
      'tokens by their present names',
      { 'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 3 },
      { tokensIn: 12, tokensOut: 3 },
    ],
    [
      'tokens by their former names',
      { 'gen_ai.usage.prompt_tokens': 12, 'gen_ai.usage.completion_tokens': 3 },
      { tokensIn: 12, tokensOut: 3 },
    ],
    ['tokens sent as text', { 'gen_ai.usage.input_tokens': '1521' }, { tokensIn: 1521 }],
    ['tokens that are no number', { 'gen_ai.usage.input_tokens': 'many' }, {}],
    [
      'cached tokens inside the input',
      { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.cache_read.input_tokens': 80 },
      { tokensIn: 100, cacheReadTokens: 80 },
    ],
    [
      'cached tokens beside the input',
      { 'gen_ai.usage.input_tokens': 2, 'gen_ai.usage.cache_read.input_tokens': 84562 },
      { tokensIn: 84564, cacheReadTokens: 84562 },
    ],
    ['reasoning', { 'gen_ai.usage.reasoning.output_tokens': 7 }, { reasoningTokens: 7 }],
    [
      'the service tier that it got, before the one that it asked for',
      { 'gen_ai.openai.request.service_tier': 'auto', 'openai.response.service_tier': 'flex' },
      { serviceTier: 'flex' },
    ],
    ['cost', { 'gen_ai.usage.cost': 0.0031 }, { cost: 0.0031 }],
    ['a cost of nothing', { 'gen_ai.usage.cost': 0 }, { cost: 0 }],
    [
      'messages as text',
      { 'gen_ai.input.messages': [{ role: 'user', content: 'hi' }] },
      { promptPreview: '[{"role":"user","content":"hi"}]' },
    ],
  ])('%s', (_name, attributes, expected) => {
    expect(callOf({ ...CHAT, ...attributes })?.call).toEqual({
      model: 'gpt-4o',
      name: 'chat gpt-4o',
      durationMs: 800,
      ...expected,
    });
  });
});

test('a failed call keeps its error, and is still a call', () => {
  const { calls, events } = normalise([span({ name: 'chat', attributes: CHAT, error: 'rate limited' })], NOON);
  expect(calls[0]?.errorMessage).toBe('rate limited');
  expect(events[0]).toMatchObject({
    kind: 'llm_call',
    severity: 'error',
    status: 'failure',
    eventId: calls[0]?.eventId,
  });
});

test('a span sent twice is the same call twice', () => {
  expect(callOf(CHAT)?.eventId).toBe(callOf(CHAT)?.eventId);
});

test('a call is told when its answer is there', () => {
  const call = normalise([span({ name: 'chat', attributes: CHAT, end: NOON + 800 })], NOON).calls[0];
  expect([call?.at, call?.call.durationMs]).toEqual([NOON + 800, 800]);
});

test.each([-0.01, Number.NaN, Number.POSITIVE_INFINITY, 2e9, 'free', true])(
  'a cost of %p is no amount of money: it is dropped, and the sender is told',
  (cost) => {
    const attributes = { ...CHAT, 'gen_ai.usage.input_tokens': 1, 'gen_ai.usage.cost': cost };
    const { calls, warnings } = normalise([span({ name: 'chat', attributes, end: NOON })], NOON);
    expect(calls.map(({ call }) => call.cost)).toEqual([undefined]);
    expect(warnings).toEqual([
      expect.stringMatching(/^hive\.cost\.usd: expected US dollars from 0 to 1e9, got .*; the field is dropped$/),
    ]);
  },
);
