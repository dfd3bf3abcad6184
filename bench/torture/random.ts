/** Chance that can be repeated: the same seed gives the same draws. */
export interface Random {
  /** A number from 0 up to, but not with, 1. */
  readonly fraction: () => number;
  /** A whole number from 0 up to, but not with, `end`. */
  readonly below: (end: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  readonly shuffled: <T>(items: readonly T[]) => readonly T[];
  readonly uuid: () => string;
  readonly hex: (digits: number) => string;
}

/** Draws after a seed, by mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(fraction() * end);
  const hex = (digits: number): string => Array.from({ length: digits }, () => below(16).toString(16)).join('');
  return {
    fraction,
    below,
    hex,
    chance: (probability) => fraction() < probability,
    pick: ([first, ...others]) => {
      const index = below(others.length + 1);
      return index === 0 ? first : (others[index - 1] ?? first);
    },
    shuffled: (items) =>
      items
        .map((item) => ({ item, at: fraction() }))
        .sort((one, other) => one.at - other.at)
        .map(({ item }) => item),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}
