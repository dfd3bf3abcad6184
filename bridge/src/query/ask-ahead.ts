import { isDeepStrictEqual } from 'node:util';
import type { Reader } from './reader.js';

/** What readers were told last, by what it was about: the last ones asked for come last. */
export type Memory<State> = WeakMap<Reader, Map<string, State>>;

/** Of how many things that is kept: a few kilobytes each. */
const MOST_KNOWN = 500;

function keep<State>(known: Map<string, State>, key: string, state: State): void {
  known.delete(key);
  known.set(key, state);
  for (const oldest of known.keys()) {
    if (known.size <= MOST_KNOWN) return;
    known.delete(oldest);
  }
}

/** A question that needs to know something first, which mostly is as it was when the same was asked before. */
export interface QuestionAhead<State, Answer> {
  readonly memory: Memory<State>;
  /** What the state is the state of. */
  readonly key: string;
  /** How things stand now; given how they stood, to tell whether they still do. */
  readonly standing: (before: State | undefined) => Promise<State>;
  /** Asks what depends on it. */
  readonly ask: (state: State, during: AbortSignal | undefined) => Promise<Answer>;
}

/**
 * Asks how things stand, and at the same time what depends on it, as if they still stood as they did. Where they do, its answer
 * holds; where they do not, it is asked again.
 */
export async function askAhead<State, Answer>(
  reader: Reader,
  { memory, key, standing, ask }: QuestionAhead<State, Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const known = memory.get(reader) ?? new Map<string, State>();
  memory.set(reader, known);
  const before = known.get(key);
  if (before === undefined) {
    const now = await standing(undefined);
    keep(known, key, now);
    return ask(now, signal);
  }
  const outdated = new AbortController();
  const early = ask(before, signal === undefined ? outdated.signal : AbortSignal.any([signal, outdated.signal]));
  // Whether it failed matters only where its answer is wanted.
  early.catch(() => undefined);
  try {
    const now = await standing(before);
    keep(known, key, now);
    if (isDeepStrictEqual(now, before)) return await early;
    outdated.abort();
    return await ask(now, signal);
  } catch (error) {
    outdated.abort();
    throw error;
  }
}
