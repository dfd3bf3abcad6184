import { readKey } from './read.js';

/** Something that may hold a call's tokens, cost or model. */
export interface Candidate {
  /** Such as `usage.prompt_tokens`; inherited properties and getters are among them. */
  readonly path: string;
  /** A number, a boolean or a model's name as it is; anything else only by its type, such as `(string)`. */
  readonly value: string | number | boolean;
}

export interface DiscoverOptions {
  /** How many levels of objects to look into, from 1. Default 3. */
  readonly depth?: number | undefined;
}

const TELLING = /token|usage|cost|model|last/i;
const MODEL_NAME = /^[\w.:/@-]{1,64}$/;
/** A client may hold half the program: what is past this many was not worth reading anyway. */
const MOST_CANDIDATES = 200;
const MOST_OBJECTS = 2_000;

/**
 * Lists what may tell the tokens, the cost or the model of a call, for responses and clients that `usage` does not
 * know: run it once on each and read. Shows no texts but models' names. Never throws.
 *
 * @example console.table(discover(response));
 */
export function discover(value: unknown, { depth = 3 }: DiscoverOptions = {}): readonly Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set<object>();
  const visit = (object: object, path: string): void => {
    if (seen.has(object) || seen.size >= MOST_OBJECTS) return;
    seen.add(object);
    for (const key of namesOf(object)) {
      if (found.length >= MOST_CANDIDATES) return;
      const item = readKey(object, key);
      const itemPath = path === '' ? key : `${path}.${key}`;
      if (TELLING.test(itemPath) && item !== undefined) found.push({ path: itemPath, value: shown(key, item) });
      if (isObject(item) && itemPath.split('.').length < depth) visit(item, itemPath);
    }
  };
  if (isObject(value)) visit(value, '');
  return found;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The names of an object's properties, inherited ones after its own. */
function namesOf(object: object): readonly string[] {
  const names = new Set<string>();
  try {
    for (let at: unknown = object; isObject(at) && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      if (Array.isArray(at))
        names.add('0'); // its items are alike
      else if (at !== Array.prototype) for (const name of Object.getOwnPropertyNames(at)) names.add(name);
    }
    names.delete('constructor');
  } catch {
    // A hostile proxy; what was read before stands.
  }
  return [...names];
}

/** Prompts, answers and keys stay private: only what cannot be one of them is shown. */
function shown(key: string, value: unknown): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string' && /model/i.test(key) && !/key|token|secret/i.test(key) && MODEL_NAME.test(value)) {
    return value;
  }
  return value === null ? '(null)' : `(${typeof value})`;
}
