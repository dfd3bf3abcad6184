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
  readonly ask: (state: State) => Promise<Answer>;
}

/**
 * Asks how things stand, and at the same time what depends on it, as if they still stood as they did. Where they do, its answer
 * holds; where they do not, it is asked again. An early answer that is not wanted is left to come: it is mostly there by then.
 */
export async function askAhead<State, Answer>(
  reader: Reader,
  { memory, key, standing, ask }: QuestionAhead<State, Answer>,
): Promise<Answer> {
  const known = memory.get(reader) ?? new Map<string, State>();
  memory.set(reader, known);
  const before = known.get(key);
  const early = before && ask(before);
  // Whether it failed matters only where its answer is wanted.
  early?.catch(() => undefined);
  const now = await standing(before);
  keep(known, key, now);
  return early !== undefined && isDeepStrictEqual(now, before) ? early : ask(now);
}
