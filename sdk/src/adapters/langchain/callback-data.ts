import { isRecord } from '../../contract/index.js';
import type { LlmCallOptions } from '../../reports.js';
import { readPath } from '../../usage/read.js';
import { usage } from '../../usage/usage.js';
import type { StartingRun } from './runs.js';

const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** LangChain's own tags, of sequences, maps and graphs: they say nothing to people. */
const INTERNAL_TAG = /^(seq|map|graph|branch|condition|langsmith|__)\S*:/;

export const ownTags = (tags: readonly string[]): readonly string[] => tags.filter((tag) => !INTERNAL_TAG.test(tag));

/** What is known of a call to a model before it is made. */
export function requestOf(
  extraParams: unknown,
  metadata: Readonly<Record<string, unknown>>,
): Pick<LlmCallOptions, 'model' | 'provider'> {
  const params = readPath(extraParams, 'invocation_params');
  return {
    model:
      word(readPath(params, 'model')) ?? word(readPath(params, 'model_name')) ?? word(metadata['ls_model_name']) ?? '',
    provider: word(metadata['ls_provider'])?.toLowerCase(),
  };
}

/** The answer that a result holds: a chat model's message, or a completion's text. */
const answerOf = (result: unknown): unknown => readPath(result, 'generations.0.0');

/** What a result tells of the call: the message's own counts go before those of the whole result. */
export const usageOf = (result: unknown) => usage(readPath(answerOf(result), 'message')) ?? usage(result) ?? {};

/** The text of the answer. */
export const textOf = (result: unknown): string => word(readPath(answerOf(result), 'text')) ?? '';

/** What a tool gave, without the message that LangChain wraps it in. */
export const outputOf = (output: unknown): unknown =>
  isRecord(output) && 'content' in output ? output['content'] : output;

/** What a run is called: as its caller or its runnable says, else after the runnable's class. */
export function namesOf(runnable: unknown, runName: string | undefined): Pick<StartingRun, 'name' | 'isNamed'> {
  const id = readPath(runnable, 'id');
  const made = Array.isArray(id) ? word(id.at(-1)) : undefined;
  const name = word(runName) ?? word(readPath(runnable, 'name')) ?? made ?? 'run';
  // A run without a name of its own is told by that of the class.
  return { name, isNamed: name !== made };
}
