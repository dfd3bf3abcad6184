import type { Agent } from '../../agent.js';
import type { LlmCallOptions } from '../../reports.js';
import { attempt, type Warn } from '../../warnings.js';
import { failedCall } from '../failed-call.js';
import { callName, captureScope, targetOf } from '../target.js';
import { nameOf, promptOf, providerOf } from './call-data.js';

/** Options of {@link hiveMiddleware}. */
export interface HiveMiddlewareOptions {
  /** Whose calls they are outside any task. Default: the current agent. */
  readonly agent?: Agent | undefined;
  /**
   * What the calls are for. Default: what the call says in `providerOptions: { hiveboard: { name } }`, which also goes
   * before this; else the step that makes the call; else chat.
   */
  readonly name?: string | undefined;
  /** Whether prompts and answers are sent. Private data. Default false. */
  readonly previews?: boolean | undefined;
}

/** One request to a model under way. */
export interface ModelCall {
  /** It was answered: `told` is all that the answer says. Only the first end counts. */
  readonly complete: (told: Partial<LlmCallOptions>) => void;
  readonly fail: (error: unknown, told?: Partial<LlmCallOptions>) => void;
}

/** Starts a request, where the running code is: it may be answered elsewhere. */
export function startModelCall(
  options: HiveMiddlewareOptions,
  { params, model }: { readonly params: unknown; readonly model: { readonly modelId: string } },
  warn: Warn,
): ModelCall {
  const startedAt = performance.now();
  const inside = captureScope();
  let ended = false;
  const report = (told: Partial<LlmCallOptions>): void => {
    if (ended) return;
    ended = true;
    attempt(warn, 'ai', () => {
      inside(() => {
        targetOf(options.agent)?.llmCall(nameOf(params) ?? options.name ?? callName('chat'), {
          model: model.modelId,
          provider: providerOf(model),
          durationMs: Math.round(performance.now() - startedAt),
          ...(options.previews === true ? { promptPreview: () => promptOf(params) } : {}),
          ...told,
        });
      });
    });
  };
  return {
    complete: report,
    fail: (error, told = {}) => {
      report({ ...told, ...failedCall(error) });
    },
  };
}
