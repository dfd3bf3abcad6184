import { calcPrice, waitForUpdate, type Provider } from '@pydantic/genai-prices';
import { createPriceList } from './price-list.js';
import { amountOf, dollars } from './rates.js';

const AT = Date.UTC(2026, 10, 1, 12);
const listPrice = createPriceList();

/** The list as the package carries it. */
const providers = async (): Promise<readonly Provider[]> => (await waitForUpdate()) ?? [];

/** Prices of input and output in dollars for a million tokens, on short contexts. */
function inputAndOutput(model: string, provider: string | undefined): readonly (number | null)[] | null {
  const rates = listPrice({ model, provider }, AT);
  if (rates === null) return null;
  return [rates.input, rates.output].map((steps) => (steps?.[0] === undefined ? null : dollars(steps[0].rate)));
}

test.each([
  ['gpt-4o', 'openai', [2.5, 10]],
  ['gpt-4o', undefined, [2.5, 10]],
  ['gpt-4o-2024-08-06', 'openai', [2.5, 10]],
  ['gpt-4o', 'some-gateway', [2.5, 10]],
  ['azure/gpt-4o', 'azure.ai.openai', [2.5, 10]],
  ['gpt-35-turbo', 'azure.ai.openai', [0.5, 1.5]],
  ['openai/gpt-4o-mini', 'openrouter', [0.15, 0.6]],
  ['ft:gpt-4o-mini-2024-07-18:acme::abc', 'openai', [0.3, 1.2]],
  ['text-embedding-3-small', 'openai', [0.02, null]],
  ['claude-sonnet-4-5', 'anthropic', [3, 15]],
  ['claude-sonnet-4.5', 'anthropic', [3, 15]],
  ['claude-3.5-sonnet', undefined, [3, 15]],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'aws.bedrock', [3.3, 16.5]],
  ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'aws.bedrock', [3, 15]],
  ['us.amazon.nova-lite-v1:0', 'aws.bedrock', [0.06, 0.24]],
  ['arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0', 'aws.bedrock', [0.25, 1.25]],
  ['bedrock/anthropic.claude-3-haiku-20240307-v1:0', undefined, [0.25, 1.25]],
  ['vertex_ai/claude-3-5-sonnet@20240620', 'gcp.vertex_ai', [3, 15]],
  ['models/gemini-2.5-flash', 'gcp.gemini', [0.3, 2.5]],
  ['publishers/google/models/gemini-2.5-pro', 'gcp.vertex_ai', [1.25, 10]],
  ['mistral-large-latest', 'mistral_ai', [2, 6]],
  ['grok-3', 'x_ai', [3, 15]],
  // What cannot be known stays unknown.
  ['arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123', 'aws.bedrock', null],
  ['in-house-7b', undefined, null],
  ['gpt-oss:20b', 'ollama', null],
  ['mixtral-8x7b', 'vllm', null],
  ['', 'openai', null],
])('%s at %s is found under the name that the list knows', (model, provider, expected) => {
  expect(inputAndOutput(model, provider)).toEqual(expected);
});

test('prices are those of the call’s own day, and hour where they change by the hour', () => {
  const input = (model: string, at: number) => listPrice({ model, provider: undefined }, at)?.input?.[0]?.rate;
  expect([Date.UTC(2025, 5, 9, 23, 59), Date.UTC(2025, 5, 10)].map((at) => input('o3', at))).toEqual([
    10_000_000_000n,
    2_000_000_000n,
  ]);
  // DeepSeek was cheaper from 16:30 to 0:30.
  expect([Date.UTC(2025, 6, 1, 16), Date.UTC(2025, 6, 1, 17)].map((at) => input('deepseek-chat', at))).toEqual([
    270_000_000n,
    135_000_000n,
  ]);
});

/** Tokens that make every class and every step of a price count. */
const USAGES = [
  { tokensIn: 1, tokensOut: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
  { tokensIn: 12_345, tokensOut: 678, cacheReadTokens: 9_001, cacheWriteTokens: 1_003, reasoningTokens: 77 },
  { tokensIn: 300_007, tokensOut: 8_191, cacheReadTokens: 123_456, cacheWriteTokens: 0, reasoningTokens: 8_191 },
  { tokensIn: 2_000_003, tokensOut: 1, cacheReadTokens: 0, cacheWriteTokens: 1_999_999, reasoningTokens: 0 },
];

test('our sums are the package’s, to the billionth of a dollar, over all models and days on which prices changed', async () => {
  const days = [Date.UTC(2024, 6, 1, 3), Date.UTC(2025, 6, 1, 18), AT];
  let compared = 0;
  const different: unknown[] = [];
  for (const { id: providerId, models } of await providers()) {
    for (const { id } of models) {
      for (const at of days) {
        const rates = listPrice({ model: id, provider: providerId }, at);
        for (const usage of USAGES) {
          const amount = rates === null ? null : amountOf(rates, usage);
          // A class without a price counts as 0 there, and as unknown here.
          if (amount === null) continue;
          const theirs = calcPrice(
            {
              input_tokens: usage.tokensIn,
              output_tokens: usage.tokensOut,
              cache_read_tokens: usage.cacheReadTokens,
              cache_write_tokens: usage.cacheWriteTokens,
              output_reasoning_tokens: usage.reasoningTokens,
            },
            id,
            { timestamp: new Date(at), providerId },
          );
          // Patterns that do not know their own model's name: we find it elsewhere.
          if (theirs === null) continue;
          compared += 1;
          const total = Math.abs(dollars(amount.total) - theirs.total_price);
          const input = Math.abs(dollars(amount.input) - theirs.input_price);
          // Rounded once, to the nearest.
          if (Math.max(total, input) > 0.501e-9) different.push([providerId, id, at, usage, amount, theirs]);
        }
      }
    }
  }
  // The first few tell enough.
  expect(different.slice(0, 5)).toEqual([]);
  expect(compared).toBeGreaterThan(15_000);
});
