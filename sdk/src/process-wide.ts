/**
 * A value that all copies of this package in a process share, and that the first of them makes. A process easily has
 * several: the ES module and the CommonJS build, one in a nested `node_modules`, one inside a bundle. They must agree on
 * which task is running and on the one connection.
 *
 * Copies may be of different releases: whoever changes the shape of what is shared gives it a new name.
 */
export function processWide<T extends object>(name: string, isIt: (value: unknown) => value is T, make: () => T): T {
  const key = Symbol.for(`hiveboard.sdk.${name}`);
  const held: unknown = Reflect.get(globalThis, key);
  if (isIt(held)) return held;
  const made = make();
  Object.defineProperty(globalThis, key, { value: made, configurable: true });
  return made;
}
