import type { Warn } from './warnings.js';

/** How work ended: undefined when it went well. A box, because `undefined` can be thrown too. */
export type Thrown = { readonly error: unknown } | undefined;

/** Runs work in a scope, and gives back what it gives. */
export type Within = <T>(work: () => T) => T;

/** A look at something that is not ours and may answer with an exception: then it is none of what we know. */
const looksLike = (look: () => boolean): boolean => {
  try {
    return look();
  } catch {
    return false;
  }
};

/** Promises of every kind: of another realm, and those of query builders, are no instance of ours. */
export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && looksLike(() => 'then' in value && typeof value.then === 'function');

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;

const GENERATORS: ReadonlySet<string> = new Set(['[object Generator]', '[object AsyncGenerator]']);
const isGenerator = (value: unknown): value is AnyGenerator =>
  typeof value === 'object' &&
  value !== null &&
  looksLike(() => GENERATORS.has(Object.prototype.toString.call(value)) && 'next' in value);

/** Whether this can be run; says so if not. Most often it is a promise: work that was called rather than handed over. */
export function isWork(warn: Warn, what: string, work: unknown): boolean {
  if (typeof work === 'function') return true;
  warn(`${what}: needs a function to run, such as () => work(); nothing is run, and what was given comes back`);
  return false;
}

const HERE: Within = (work) => work();

/** Runs work that promises something, and tells `end` when it is settled. */
const settled = (promise: PromiseLike<unknown>, end: (thrown: Thrown, value?: unknown) => void): PromiseLike<unknown> =>
  promise.then(
    (value) => {
      end(undefined, value);
      return value;
    },
    (error: unknown) => {
      end({ error });
      throw error;
    },
  );

/**
 * A generator that does what another does, each step within the scope: its code runs when it is asked for a value, by
 * whoever asks, and it ends when it has no more to give, throws, or is left early.
 */
function watched(generator: AnyGenerator, end: (thrown: Thrown) => void, within: Within): unknown {
  const look = (thrown: Thrown, step?: unknown): void => {
    if (thrown !== undefined) end(thrown);
    else if (typeof step === 'object' && step !== null && 'done' in step && step.done === true) end(undefined);
  };
  const asked =
    (ask: (value: unknown) => unknown) =>
    (value?: unknown): unknown => {
      let step: unknown;
      try {
        step = within(() => ask(value));
      } catch (error) {
        look({ error });
        throw error;
      }
      if (isThenable(step)) return settled(step, look);
      look(undefined, step);
      return step;
    };
  const own = {
    next: asked((value) => generator.next(value)),
    return: asked((value) => generator.return(value)),
    throw: asked((error) => generator.throw(error)),
  };
  // Everything else, such as being iterable, it has from its kind.
  return Object.assign(Object.create(Object.getPrototypeOf(generator) as object) as object, own);
}

/**
 * Runs work and tells `end` once how it ended. Result and exception pass through untouched: what returned a value
 * returns it at once, what returned a promise returns one, what threw throws the same object; a generator lasts until it
 * has given its last value.
 */
export function runToEnd<T>(work: () => T, end: (thrown: Thrown) => void, within: Within = HERE): T {
  let result: T;
  try {
    result = within(work);
  } catch (error) {
    end({ error });
    throw error;
  }
  if (isGenerator(result)) return watched(result, end, within) as T;
  // A promise of the same value: `then` with these handlers changes neither outcome.
  if (isThenable(result)) return settled(result, end) as T;
  end(undefined);
  return result;
}
