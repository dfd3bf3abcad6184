import type { StartedAction } from '../../action.js';
import type { Agent } from '../../agent.js';
import { runToEnd } from '../../run.js';
import { createWarn, optionsFrom } from '../../warnings.js';
import { targetOf } from '../target.js';

/** Options of {@link hiveTools}. */
export interface HiveToolsOptions {
  /** Whose steps they are outside any task. Default: the current agent. */
  readonly agent?: Agent | undefined;
  /** Whether what goes into tools and comes out is sent. Private data. Default false. */
  readonly previews?: boolean | undefined;
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** The outputs of a tool that gives several, the last of which is its result. */
async function* followed(outputs: AsyncIterable<unknown>, step: StartedAction, keep: (output: unknown) => unknown) {
  const iterator: AsyncIterator<unknown, unknown> = step.run(() => outputs[Symbol.asyncIterator]());
  let isOpen = true;
  try {
    for (;;) {
      const next = await step.run(() => iterator.next());
      if (next.done === true) break;
      yield keep(next.value);
    }
    isOpen = false;
  } catch (error) {
    isOpen = false;
    step.fail(error);
    throw error;
  } finally {
    // The reader wants no more, which the tool must hear.
    if (isOpen) await step.run(() => iterator.return?.());
    step.complete();
  }
}

/**
 * The same tools, each execution of which is a step: `generateText({ model, tools: hiveTools({ search }), … })`. What
 * they return and throw passes through untouched; tools without `execute` stay as they are. Never throws by itself.
 */
export function hiveTools<T extends Readonly<Record<string, object>>>(tools: T, options: HiveToolsOptions = {}): T {
  const { agent, previews = false } = optionsFrom(createWarn(), 'ai', options);

  const executed = (name: string, work: () => unknown, input: unknown): unknown => {
    const step = targetOf(agent)?.startAction(name);
    if (step === undefined) return work();
    if (previews) step.setPayload({ input });
    const keep = (output: unknown): unknown => {
      if (previews) step.setPayload({ output });
      return output;
    };
    let result: unknown;
    try {
      result = step.run(work);
    } catch (error) {
      step.fail(error);
      throw error;
    }
    if (isAsyncIterable(result)) return followed(result, step, keep);
    return runToEnd(
      () => (result instanceof Promise ? result.then(keep) : keep(result)),
      (thrown) => {
        if (thrown === undefined) step.complete();
        else step.fail(thrown.error);
      },
    );
  };

  const wrapped = (name: string, tool: object): object => {
    if (!('execute' in tool) || typeof tool.execute !== 'function') return tool;
    const { execute } = tool;
    return {
      ...tool,
      execute: (...given: readonly unknown[]): unknown =>
        executed(name, (): unknown => Reflect.apply(execute, tool, given), given[0]),
    };
  };
  // The same keys, and tools of the same types.
  return Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, wrapped(name, tool)])) as T;
}
