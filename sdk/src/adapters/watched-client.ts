/** What is done about a property of a model's client. */
export type Watch =
  /** A function that asks the model: it is observed. */
  | { readonly kind: 'call'; readonly operation: string }
  /** A function that asks the model through others of the client: it gets the watched client, so each is observed once. */
  | { readonly kind: 'helper' }
  /** A function that answers another client, which is watched too. */
  | { readonly kind: 'client' }
  /** A part of the client with such properties. */
  | { readonly kind: 'part'; readonly parts: WatchTable };

/** By the name of the property. */
export type WatchTable = ReadonlyMap<string, Watch>;

export const call = (operation: string): Watch => ({ kind: 'call', operation });
export const part = (parts: Readonly<Record<string, Watch>>): Watch => ({ kind: 'part', parts: table(parts) });
export const table = (parts: Readonly<Record<string, Watch>>): WatchTable => new Map(Object.entries(parts));
export const HELPER: Watch = { kind: 'helper' };
export const CLIENT: Watch = { kind: 'client' };

/** Answers what `run` answers; `run` does the work as if nobody watched. */
export type Observe = (
  operation: string,
  args: readonly unknown[],
  run: (args: readonly unknown[]) => unknown,
) => unknown;

/** Answered by watched clients, of other copies of this package too: nobody is watched twice. */
const WATCHED = Symbol.for('@hiveboard/sdk/watched');

type AnyFunction = (...args: readonly unknown[]) => unknown;
const isFunction = (value: unknown): value is AnyFunction => typeof value === 'function';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** True for what {@link watchClient} answered. */
export const isWatched = (client: object): boolean => Reflect.get(client, WATCHED) === true;

/**
 * A client that behaves as the given one, and whose calls are observed. Its methods run on the given client itself:
 * private fields do not reach through a proxy.
 */
export function watchClient<T extends object>(client: T, parts: WatchTable, observe: Observe): T {
  /** `client` as resources see it when a helper of theirs is to go through what is watched. */
  const watch = <P extends object>(target: P, watched: WatchTable): P => {
    const made = new Map<PropertyKey, { readonly of: unknown; readonly value: unknown }>();
    const make = (key: PropertyKey, value: unknown): unknown => {
      const how = typeof key === 'string' ? watched.get(key) : undefined;
      if (how?.kind === 'part') return isObject(value) ? watch(value, how.parts) : value;
      if (!isFunction(value) || key === 'constructor') return value;
      switch (how?.kind) {
        case undefined:
          return value.bind(target);
        case 'helper':
          return (...args: readonly unknown[]) => Reflect.apply(value, proxy, args);
        case 'call':
          return (...args: readonly unknown[]) =>
            observe(how.operation, args, (actual) => Reflect.apply(value, target, actual));
        case 'client':
          return (...args: readonly unknown[]) => {
            const other: unknown = Reflect.apply(value, target, args);
            return isObject(other) && !isWatched(other) ? watchClient(other, parts, observe) : other;
          };
      }
    };
    const proxy: P = new Proxy(target, {
      get: (_target, key) => {
        if (key === WATCHED) return true;
        if (key === '_client' && watched !== parts) return root;
        const value: unknown = Reflect.get(target, key, target);
        // A proxy must answer what is frozen as it is.
        if (Reflect.getOwnPropertyDescriptor(target, key)?.configurable === false) return value;
        const known = made.get(key);
        if (known !== undefined && known.of === value) return known.value;
        const answer = make(key, value);
        if (answer !== value) made.set(key, { of: value, value: answer });
        return answer;
      },
      set: (_target, key, value) => Reflect.set(target, key, value, target),
    });
    return proxy;
  };
  const root = watch(client, parts);
  return root;
}
