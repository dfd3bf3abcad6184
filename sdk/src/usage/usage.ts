import type { LlmCallOptions } from '../reports.js';
import { DIALECTS, ENVELOPES, MODEL_PATHS, PLACES, PROVIDER_PATHS, type Dialect } from './dialects.js';
import { known } from './known.js';
import { readCount, readFirst, readPath } from './read.js';

/** Those of the options of a model call that count tokens. */
type TokenField = 'tokensIn' | 'tokensOut' | 'cacheReadTokens' | 'cacheWriteTokens' | 'reasoningTokens';

/**
 * What a response tells of the call: the part of {@link LlmCallOptions} that need not be written by hand. Counts are
 * inclusive: cached tokens are part of `tokensIn`, reasoning of `tokensOut`. What is unknown is absent, so that
 * spreading it overwrites nothing.
 */
export type Usage = { readonly [K in TokenField | 'model' | 'provider']?: NonNullable<LlmCallOptions[K]> };

/** The counts of one dialect as the provider wrote them. */
type Counts = { readonly [K in keyof Dialect]?: number };

/**
 * Reads what a call used from whatever the model's client answered: a response, its `usage`, one event of a stream, or
 * the list of all events of one stream, whose newest counts are taken. Knows OpenAI (chat, Responses), Azure OpenAI,
 * Anthropic, Google GenAI, Bedrock Converse, Mistral, Cohere, Ollama, LiteLLM, the Vercel AI SDK and LangChain messages.
 *
 * @returns undefined when there are no counts that can be trusted: never a guess, and never an exception.
 * @example task.llmCall('score_lead', { model: 'gpt-4o', ...usage(response) });
 */
export function usage(response: unknown): Usage | undefined {
  try {
    const meter = createMeter();
    for (const event of Array.isArray(response) ? (response as readonly unknown[]) : [response]) meter.read(event);
    return meter.usage();
  } catch {
    return undefined;
  }
}

/** Reads a stream's events as they pass, and keeps none of them. */
export interface Meter {
  /** Never throws. */
  readonly read: (event: unknown) => void;
  /** Of all that was read so far; undefined while no counts are known. */
  readonly usage: () => Usage | undefined;
  /** The model, which a stream names long before its counts. */
  readonly model: () => string | undefined;
}

export function createMeter(): Meter {
  let dialect: Dialect | undefined;
  let counts: Counts = {};
  let model: string | undefined;
  let provider: string | undefined;
  return {
    read: (event) => {
      model ??= readFirst(event, EVERY_MODEL_PATH, readName);
      provider ??= readFirst(event, PROVIDER_PATHS, readName);
      const found = findCounts(event);
      if (found === undefined) return;
      // A later event repeats only what has changed.
      counts = found.dialect === dialect ? { ...counts, ...found.counts } : found.counts;
      dialect = found.dialect;
    },
    usage: () => {
      const tokens = normalise(counts);
      return Object.keys(tokens).length === 0 ? undefined : known({ model, provider, ...tokens });
    },
    model: () => model,
  };
}

const EVERY_MODEL_PATH = ENVELOPES.flatMap((envelope) =>
  MODEL_PATHS.map((path) => (envelope === '' ? path : `${envelope}.${path}`)),
);

const readName = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 256 ? value : undefined;

function findCounts(event: unknown): { readonly dialect: Dialect; readonly counts: Counts } | undefined {
  for (const envelope of ENVELOPES) {
    const body = readPath(event, envelope);
    for (const place of typeof body === 'object' && body !== null ? PLACES : []) {
      const holder = readPath(body, place);
      if (typeof holder !== 'object' || holder === null) continue;
      for (const dialect of DIALECTS) {
        const tokensIn = readFirst(holder, dialect.tokensIn, readCount);
        const tokensOut = readFirst(holder, dialect.tokensOut, readCount);
        if (tokensIn === undefined && tokensOut === undefined) continue;
        return { dialect, counts: { ...known({ tokensIn, tokensOut }), ...detailsOf(holder, dialect) } };
      }
    }
  }
  return undefined;
}

const detailsOf = (holder: object, { tokensIn, tokensOut, ...details }: Dialect): Counts =>
  known(
    Object.fromEntries(Object.entries(details).map(([field, paths]) => [field, readFirst(holder, paths, readCount)])),
  );

/** Makes counts inclusive. */
function normalise(counts: Counts): Usage {
  const { cacheReadApart, cacheWriteApart, moreInApart, reasoningApart, total } = counts;
  const cacheReadTokens = cacheReadApart ?? counts.cacheRead;
  const cacheWriteTokens = cacheWriteApart ?? counts.cacheWrite;
  const reasoningTokens = reasoningApart ?? counts.reasoning;
  const cached = (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
  const tokensIn = whole(add(counts.tokensIn, cacheReadApart, cacheWriteApart, moreInApart), cached);
  // Providers that leave out zeros still tell the total.
  const told = total === undefined || tokensIn === undefined ? undefined : total - tokensIn;
  const tokensOut = whole(add(counts.tokensOut, reasoningApart), reasoningTokens, told) ?? told;
  return known({
    tokensIn: readCount(tokensIn),
    tokensOut: readCount(tokensOut),
    cacheReadTokens,
    cacheWriteTokens,
    reasoningTokens,
  });
}

/** A count with what its provider counts apart from it. */
const add = (count: number | undefined, ...apart: readonly (number | undefined)[]): number | undefined =>
  count === undefined ? undefined : apart.reduce<number>((sum, more) => sum + (more ?? 0), count);

/** A part larger than its whole, or that alone explains what was told, was counted apart: relays mix the two ways. */
const whole = (count: number | undefined, part = 0, told?: number): number | undefined =>
  count !== undefined && part > 0 && (part > count || told === count + part) ? count + part : count;
