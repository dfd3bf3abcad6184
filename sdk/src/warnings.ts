import { processWide } from './process-wide.js';

/** The most different warnings one process gives: past that, more of them help nobody. */
const MOST_WARNINGS = 200;

/** Says what went wrong, once per kind of trouble. Never throws. */
export type Warn = (message: string) => void;

/** What was said so far, to know it again. */
const said = processWide(
  'warnings',
  (value): value is Set<string> => value instanceof Set,
  () => new Set<string>(),
);

/** Whether a text repeats a warning of ours: a log that reports trouble must not report this one again. */
export const quotesWarning = (text: string): boolean => [...said].some((warning) => text.includes(warning));

const toProcess = (message: string): void => {
  process.emitWarning(message, 'HiveBoardWarning');
};

const asItIs = (message: string): string => message;

/**
 * Warnings that differ only in their numbers are the same trouble, so the agent's log is not flooded. They quote addresses
 * and errors of others: `clean` takes out what must not be in a log.
 */
export function createWarn(onWarning: (message: string) => void = toProcess, clean = asItIs): Warn {
  const given = new Set<string>();
  return (message) => {
    const trouble = message.replace(/\d+/g, '#');
    if (given.has(trouble) || given.size >= MOST_WARNINGS) return;
    given.add(trouble);
    try {
      const cleaned = clean(message);
      if (said.size < MOST_WARNINGS) said.add(cleaned);
      onWarning(cleaned);
    } catch {
      // The application's own warning sink is broken; there is nobody left to tell.
    }
  };
}

/** Runs a piece of telemetry work; whatever goes wrong in it becomes a warning, never an exception in the agent. */
export function attempt<T>(warn: Warn, what: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    warn(`${what}: ${messageOf(error)}; nothing is recorded`);
    return undefined;
  }
}

/** The names of an object's own properties and of its classes', but not those that every object has, of any realm. */
function namesOf(object: object): ReadonlySet<string> {
  const names = new Set(Object.getOwnPropertyNames(object));
  for (let at = prototypeOf(object); at !== null && prototypeOf(at) !== null; at = prototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  names.delete('constructor');
  return names;
}

const prototypeOf = (object: object): object | null => {
  const prototype: unknown = Object.getPrototypeOf(object);
  return typeof prototype === 'object' ? prototype : null;
};

/** A payload that may be anything: what is no object holds nothing that has a name. */
export function payloadFrom(warn: Warn, what: string, payload: unknown): object {
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload;
  warn(`${what}: the payload must be an object, got ${kindOf(payload)}; it is left out`);
  return {};
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value);

/** A copy of options that may be anything: what cannot be read counts as not given. Getters of classes are read too. */
export function optionsFrom<T extends object>(warn: Warn, what: string, options: T | undefined): Partial<T> {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    if (given !== undefined) warn(`${what}: options must be an object, got ${kindOf(given)}`);
    return {};
  }
  try {
    // Almost always they are what they should be.
    if (Object.getPrototypeOf(given) === Object.prototype) return { ...given };
  } catch {
    // Read below, one at a time.
  }
  const kept: Partial<T> = {};
  try {
    for (const name of namesOf(given)) {
      try {
        Reflect.set(kept, name, Reflect.get(given, name));
      } catch (error) {
        warn(`${what}: ${name} cannot be read: ${messageOf(error)}; it is left out`);
      }
    }
  } catch (error) {
    warn(`${what}: options cannot be read: ${messageOf(error)}`);
  }
  return kept;
}

/** An error's message, even if the error is hostile. */
export function messageOf(error: unknown): string {
  try {
    if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
      return error.message;
    }
    return String(error);
  } catch {
    return 'an error that cannot be read';
  }
}
