import type { DecodedOf, llmCall } from '@hiveboard/sdk/contract';
import type { Reading } from './foreign-span.js';

type Call = DecodedOf<typeof llmCall.fields>;
type Counts = Pick<Call, 'tokensIn' | 'tokensOut' | 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens'>;

/** Which counts a sender keeps beside the input and the output rather than inside them. */
interface Apart {
  readonly cached: boolean;
  readonly reasoning: boolean;
}

const WAYS: readonly Apart[] = [
  { cached: false, reasoning: false },
  { cached: true, reasoning: false },
  { cached: false, reasoning: true },
  { cached: true, reasoning: true },
];

const cachedOf = ({ cacheReadTokens = 0, cacheWriteTokens = 0 }: Counts): number => cacheReadTokens + cacheWriteTokens;

/** A total proves what it is the sum of; more cached tokens than input proves that they are no part of it. */
function apartOf(call: Call, { cachedApart, reasoningApart }: Reading, total: number | undefined): Apart {
  const { tokensIn = 0, tokensOut = 0, reasoningTokens = 0, provider = '' } = call;
  const cached = cachedOf(call);
  const isTooMuch = cached > tokensIn;
  const isSum = (way: Apart): boolean =>
    tokensIn + tokensOut + (way.cached ? cached : 0) + (way.reasoning ? reasoningTokens : 0) === total;
  return (
    WAYS.find((way) => isSum(way) && (way.cached || !isTooMuch)) ?? {
      cached: isTooMuch || cachedApart === true || cachedApart?.includes(provider) === true,
      reasoning: reasoningApart === true,
    }
  );
}

/**
 * Senders count what a cache read or wrote inside the input tokens or beside them, and reasoning inside the output or
 * beside it. The bridge keeps both inside. `total` is the sender's own sum of all, where it tells one.
 */
export function inclusive(call: Call, reading: Reading, total: number | undefined): Call {
  const { cached, reasoning } = apartOf(call, reading, total);
  return {
    ...call,
    ...(cached && call.tokensIn !== undefined ? { tokensIn: call.tokensIn + cachedOf(call) } : {}),
    ...(reasoning && call.tokensOut !== undefined ? { tokensOut: call.tokensOut + (call.reasoningTokens ?? 0) } : {}),
  };
}
