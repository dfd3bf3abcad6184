import type { Ink } from './contract/index.js';
import type { Warn } from './warnings.js';

/** Makes what values are written with, once for each name that stands before the warnings. */
export function createInks(warn: Warn, redact: Ink['redact']): (what: string) => Ink {
  const inks = new Map<string, Ink>();
  return (what) => {
    let ink = inks.get(what);
    if (ink === undefined) {
      ink = {
        warn: (warning) => {
          warn(`${what}: ${warning}`);
        },
        redact,
      };
      inks.set(what, ink);
    }
    return ink;
  };
}
