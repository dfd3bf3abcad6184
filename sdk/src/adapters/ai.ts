import type { LanguageModelMiddleware } from 'ai';
import type { LlmCallOptions } from '../reports.js';
import { createMeter, usage } from '../usage/usage.js';
import { createWarn, optionsFrom } from '../warnings.js';
import { createTextCollector, textOf } from './ai/call-data.js';
import { startModelCall, type HiveMiddlewareOptions, type ModelCall } from './ai/model-call.js';
import { observed, type StreamWatcher } from './ai/observed-stream.js';
import { abortedCall } from './failed-call.js';

export type { HiveMiddlewareOptions } from './ai/model-call.js';
export { hiveTools, type HiveToolsOptions } from './ai/tools.js';

/** The parts of a stream that say what it cost; the many others are not searched for it. */
const TELLING_PARTS: ReadonlySet<string> = new Set(['response-metadata', 'finish']);

/** Gathers what a stream tells of its call. */
function watcherOf(call: ModelCall, previews: boolean): StreamWatcher<{ readonly type: string }> {
  const meter = createMeter();
  const answer = createTextCollector();
  let failure: { readonly error: unknown } | undefined;
  const told = (): Partial<LlmCallOptions> => {
    const model = meter.model();
    return {
      ...(model === undefined ? {} : { model }),
      ...meter.usage(),
      ...(previews ? { responsePreview: answer.text } : {}),
    };
  };
  return {
    part: (part) => {
      if (TELLING_PARTS.has(part.type)) meter.read(part);
      if (previews && part.type === 'text-delta') answer.read(part);
      if (part.type === 'error' && 'error' in part) failure ??= { error: part.error };
    },
    end: () => {
      if (failure === undefined) call.complete(told());
      else call.fail(failure.error, told());
    },
    cancel: () => {
      call.complete({ ...told(), ...abortedCall });
    },
    fail: (error) => {
      call.fail(error, told());
    },
  };
}

/**
 * Middleware for a language model of the Vercel AI SDK: each request becomes a model call with its tokens, streamed or
 * not. A loop over tools makes several. Answers, streams and errors pass through untouched.
 *
 * @example const model = wrapLanguageModel({ model: openai('gpt-4.1-mini'), middleware: hiveMiddleware({ agent }) });
 */
export function hiveMiddleware(given: HiveMiddlewareOptions = {}): LanguageModelMiddleware {
  const warn = createWarn();
  const options = optionsFrom(warn, 'ai', given);
  const previews = options.previews === true;
  return {
    specificationVersion: 'v3',
    wrapGenerate: async ({ doGenerate, params, model }) => {
      const call = startModelCall(options, { params, model }, warn);
      try {
        const result = await doGenerate();
        call.complete({
          ...usage(result),
          ...(previews ? { responsePreview: () => textOf(result.content) } : {}),
        });
        return result;
      } catch (error) {
        call.fail(error);
        throw error;
      }
    },
    wrapStream: async ({ doStream, params, model }) => {
      const call = startModelCall(options, { params, model }, warn);
      try {
        const result = await doStream();
        return { ...result, stream: observed(result.stream, watcherOf(call, previews)) };
      } catch (error) {
        call.fail(error);
        throw error;
      }
    },
  };
}
