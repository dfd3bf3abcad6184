/** How work ended: undefined when it went well. A box, because `undefined` can be thrown too. */
export type Thrown = { readonly error: unknown } | undefined;

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/**
 * Runs work and tells `end` once how it ended. Result and exception pass through untouched: what returned a value
 * returns it at once, what returned a promise returns one, what threw throws the same object.
 */
export function runToEnd<T>(work: () => T, end: (thrown: Thrown) => void): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    end({ error });
    throw error;
  }
  if (!isThenable(result)) {
    end(undefined);
    return result;
  }
  const observed: PromiseLike<unknown> = result.then(
    (value) => {
      end(undefined);
      return value;
    },
    (error: unknown) => {
      end({ error });
      throw error;
    },
  );
  // A promise of the same value: `then` with these handlers changes neither outcome.
  return observed as T;
}
