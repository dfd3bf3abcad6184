import { AsyncLocalStorage } from 'node:async_hooks';
import type { Agent } from '../agent.js';
import { isRecord } from '../contract/index.js';
import { known } from '../usage/known.js';
import { readFirst, readKey } from '../usage/read.js';
import { createMeter } from '../usage/usage.js';
import { attempt, messageOf, type Warn } from '../warnings.js';
import { failedCall } from './failed-call.js';
import type { Ending, Listener } from './observed-result.js';
import { createAnswerText, promptOf } from './preview.js';
import { callName, targetOf, type Target } from './target.js';

/** Options of the wrappers of models' clients. All may be left out. */
export interface ModelClientOptions {
  /** Whoever calls outside any task are reported to. Default: the agent whose step runs, else nobody. */
  readonly agent?: Agent | undefined;
  /**
   * What a call is for, or a function of its parameters that says so. Default: the name of the step that makes the call,
   * else the operation: `chat`, `embeddings` or `text_completion`.
   */
  readonly name?: string | ((params: Readonly<Record<string, unknown>>) => string) | undefined;
  /** Such as `groq`. Default: known for OpenAI, Azure and Anthropic by the client's address; else not told. */
  readonly provider?: string | undefined;
  /** True sends the start of each prompt and answer along: private data. Default false. */
  readonly previews?: boolean | undefined;
}

/** One call to a model, as its wrapper knows it. */
export interface ModelCall {
  readonly operation: string;
  readonly params: unknown;
  readonly provider: string | undefined;
  readonly options: ModelClientOptions;
  readonly warn: Warn;
}

const STOP_PATHS: readonly string[] = [
  'choices.0.finish_reason',
  'stop_reason',
  'delta.stop_reason',
  'incomplete_details.reason',
  'response.incomplete_details.reason',
  'status',
  'response.status',
];
const ID_PATHS: readonly string[] = ['id', 'response.id', 'message.id'];
const MAX_TOKENS_PATHS: readonly string[] = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'];

const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
/** A background response tells its status before it has stopped. */
const RUNNING: readonly unknown[] = ['in_progress', 'queued'];
const readStop = (value: unknown): string | undefined => (RUNNING.includes(value) ? undefined : readText(value));
const readNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Starts to watch a call; undefined when there is nobody to report it to. The call is reported at its end. */
export function openModelCall(call: ModelCall): Listener | undefined {
  const target = targetOf(call.options.agent);
  if (target === undefined) return undefined;
  const { operation, params, options, warn } = call;
  const name = nameOf(call);
  const startedAt = performance.now();
  // The end may come from anywhere; it belongs to the step that made the call.
  const inScope = AsyncLocalStorage.snapshot();
  const meter = createMeter();
  const answer = options.previews === true ? createAnswerText() : undefined;
  let stopReason: string | undefined;
  let responseId: string | undefined;
  let ended = false;

  const report = (ending: Ending, to: Target): void => {
    const used = meter.usage();
    const failed = ending.outcome === 'failed' ? failedCall(ending.error) : undefined;
    to.llmCall(name, {
      model: meter.model() ?? readText(readKey(params, 'model')) ?? 'unknown',
      provider: call.provider,
      ...used,
      durationMs: Math.round(performance.now() - startedAt),
      metadata: known({
        operation,
        temperature: readNumber(readKey(params, 'temperature')),
        max_tokens: readFirst(params, MAX_TOKENS_PATHS, readNumber),
        streamed: readKey(params, 'stream') === true ? true : undefined,
        response_id: responseId,
        stop_reason: stopReason,
        // Reading may stop as soon as all is said.
        aborted: ending.outcome === 'aborted' && stopReason === undefined ? true : undefined,
        ...failed?.metadata,
      }),
      severity: failed?.severity,
      promptPreview: answer && (() => promptOf(params) ?? ''),
      responsePreview: answer?.text(),
    });
  };
  return {
    see: (event) => {
      attempt(warn, operation, () => {
        meter.read(event);
        answer?.read(event);
        stopReason = readFirst(event, STOP_PATHS, readStop) ?? stopReason;
        responseId ??= readFirst(event, ID_PATHS, readText);
      });
    },
    end: (ending) => {
      if (ended) return;
      ended = true;
      attempt(warn, operation, () => {
        inScope(report, ending, target);
      });
    },
  };
}

function nameOf({ operation, params, options: { name }, warn }: ModelCall): string {
  try {
    const given = typeof name === 'function' ? name(isRecord(params) ? params : {}) : name;
    return readText(given) ?? callName(operation);
  } catch (error) {
    warn(`name: ${messageOf(error)}; the call is named as if there were none`);
    return callName(operation);
  }
}
