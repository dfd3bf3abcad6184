import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { getBufferString, type BaseMessage } from '@langchain/core/messages';
import type { Agent } from '../agent.js';
import type { LlmCallOptions } from '../reports.js';
import { attempt, createWarn, optionsFrom } from '../warnings.js';
import { failedCall } from './failed-call.js';
import { namesOf, outputOf, ownTags, requestOf, textOf, usageOf } from './langchain/callback-data.js';
import {
  endRun,
  startRun,
  type Ends,
  type Place,
  type RunOwner,
  type RunStart,
  type RunTask,
  type StartingRun,
} from './langchain/runs.js';
import { callName, targetOf } from './target.js';

export type { RunStart, RunTask } from './langchain/runs.js';

/** Options of {@link hiveCallbacks}. */
export interface HiveCallbackOptions {
  /** Whose work it is outside any task. Default: the current agent. */
  readonly agent?: Agent | undefined;
  /**
   * Whether a run outside any task is a task of its own: true, or a function that gives its id and options, or undefined
   * for none. Its project is the run's metadata `hive_project`, its type the run's name, unless told otherwise. Default false.
   */
  readonly task?: boolean | ((run: RunStart) => RunTask | undefined) | undefined;
  /** Whether prompts, answers, and what goes into tools and comes out are sent. Private data. Default false. */
  readonly previews?: boolean | undefined;
}

type Tags = string[] | undefined;
type Metadata = Record<string, unknown> | undefined;
/** The start of a model's run; chat models and completions differ in the prompt. */
type ModelStart<Prompt> = [
  model: unknown,
  prompt: Prompt,
  runId: string,
  parentRunId?: string,
  extraParams?: Record<string, unknown>,
  tags?: Tags,
  metadata?: Metadata,
  runName?: string,
];
/** The start of a tool's or a retriever's run. */
type StepStart = [
  step: unknown,
  input: string,
  runId: string,
  parentRunId?: string,
  tags?: Tags,
  metadata?: Metadata,
  runName?: string,
];
/** The start of a chain's run, in the order in which LangChain passes it: its declared types say otherwise. */
type ChainStart = [
  chain: unknown,
  inputs: unknown,
  runId: string,
  parentRunId?: string,
  tags?: Tags,
  metadata?: Metadata,
  runType?: string,
  runName?: string,
];

/**
 * Turns LangChain's callbacks into steps and model calls. LangChain calls it at once and in order, inside the async
 * context of the run, rather than from its queue; since it only takes notes, nobody waits for it.
 */
class HiveCallbackHandler extends BaseCallbackHandler {
  override name = 'hiveboard';
  readonly #owner: RunOwner;
  readonly #previews: boolean;

  constructor(given: HiveCallbackOptions) {
    super({ _awaitHandler: true });
    const warn = createWarn();
    const { agent, task = false, previews = false } = optionsFrom(warn, 'langchain', given);
    this.#owner = { agent, task, warn };
    this.#previews = previews;
  }

  /** One handler, however many copies LangChain wants: they would know the same runs. */
  override copy(): this {
    return this;
  }

  override handleChainStart(...[chain, , runId, parentRunId, tags = [], metadata = {}, , name]: ChainStart): void {
    this.#start({ runId, parentRunId, ...namesOf(chain, name), tags, metadata });
  }

  override handleRetrieverStart(...[retriever, , runId, parentRunId, tags = [], metadata = {}, name]: StepStart): void {
    this.#start({ runId, parentRunId, ...namesOf(retriever, name), tags, metadata });
  }

  override handleToolStart(...[tool, given, runId, parentRunId, tags = [], metadata = {}, name]: StepStart): void {
    const input = this.#previews ? given : undefined;
    this.#start({ runId, parentRunId, ...namesOf(tool, name), tags, metadata, input });
  }

  override handleChatModelStart(...start: ModelStart<BaseMessage[][]>): void {
    this.#startCall(start, (conversations) => conversations.map((messages) => getBufferString(messages)).join('\n'));
  }

  override handleLLMStart(...start: ModelStart<string[]>): void {
    this.#startCall(start, (prompts) => prompts.join('\n'));
  }

  override handleChainEnd(_outputs: unknown, runId: string): void {
    this.#complete(runId);
  }

  override handleRetrieverEnd(_documents: unknown, runId: string): void {
    this.#complete(runId);
  }

  override handleToolEnd(output: unknown, runId: string): void {
    this.#complete(runId, this.#previews ? { output: outputOf(output) } : undefined);
  }

  override handleLLMEnd(result: unknown, runId: string): void {
    this.#complete(runId, result);
  }

  override handleChainError(error: unknown, runId: string): void {
    this.#fail(runId, error);
  }

  override handleRetrieverError(error: unknown, runId: string): void {
    this.#fail(runId, error);
  }

  override handleToolError(error: unknown, runId: string): void {
    this.#fail(runId, error);
  }

  override handleLLMError(error: unknown, runId: string): void {
    this.#fail(runId, error);
  }

  #start(start: StartingRun, callAt?: (place: Place) => Ends): void {
    attempt(this.#owner.warn, 'langchain', () => {
      startRun(start, this.#owner, callAt);
    });
  }

  #complete(runId: string, result?: unknown): void {
    attempt(this.#owner.warn, 'langchain', () => {
      endRun(runId, (run) => {
        run.complete(result);
      });
    });
  }

  #fail(runId: string, error: unknown): void {
    attempt(this.#owner.warn, 'langchain', () => {
      endRun(runId, (run) => {
        run.fail(error);
      });
    });
  }

  #startCall<Prompt>(start: ModelStart<Prompt>, textOfPrompt: (prompt: Prompt) => string): void {
    const [model, prompt, runId, parentRunId, extraParams, tags = [], metadata = {}, ownName] = start;
    const startedAt = performance.now();
    const request = requestOf(extraParams, metadata);
    this.#start({ runId, parentRunId, ...namesOf(model, ownName), tags, metadata }, ({ name, inside }) => {
      const report = (told: Partial<LlmCallOptions>): void => {
        inside(() => {
          targetOf(this.#owner.agent)?.llmCall(ownName ?? name ?? callName('chat'), {
            ...request,
            durationMs: Math.round(performance.now() - startedAt),
            tags: ['llm', ...ownTags(tags)],
            ...(this.#previews ? { promptPreview: () => textOfPrompt(prompt) } : {}),
            ...told,
          });
        });
      };
      return {
        complete: (result) => {
          report({ ...usageOf(result), ...(this.#previews ? { responsePreview: () => textOf(result) } : {}) });
        },
        fail: (error) => {
          report(failedCall(error));
        },
      };
    });
  }
}

/**
 * A handler for the `callbacks` of any LangChain runnable, model or agent: chains, tools and retrievers become steps,
 * nested as they run; each answer of a model becomes a model call with its tokens. Give it once, to the outermost run:
 * LangChain hands it on. Never throws, and keeps nothing waiting.
 *
 * @example await chain.invoke(input, { callbacks: [hiveCallbacks({ agent })] });
 */
export const hiveCallbacks = (options: HiveCallbackOptions = {}): BaseCallbackHandler =>
  new HiveCallbackHandler(options);
