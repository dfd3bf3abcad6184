/** Paths are few and written by us: each is split once, since streams ask for them at every event. */
const split = new Map<string, readonly string[]>([['', []]]);

function keysOf(path: string): readonly string[] {
  const known = split.get(path);
  if (known !== undefined) return known;
  const keys = path.split('.');
  split.set(path, keys);
  return keys;
}

/** The value at a dotted path of something foreign; undefined where it leads nowhere or a getter throws. */
export function readPath(value: unknown, path: string): unknown {
  let found = value;
  for (const key of keysOf(path)) found = readKey(found, key);
  return found;
}

/** A property of something foreign, inherited ones too; undefined when there is none or it cannot be read. */
export function readKey(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}

/** A number of tokens, or undefined: a wrong count is worth less than none. */
export const readCount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** The first of the paths that leads to something that `accept` takes. */
export function readFirst<T>(
  value: unknown,
  paths: readonly string[] | undefined,
  accept: (found: unknown) => T | undefined,
): T | undefined {
  for (const path of paths ?? []) {
    const found = accept(readPath(value, path));
    if (found !== undefined) return found;
  }
  return undefined;
}
