import { Refused, RPC_CODE } from './refusal.js';

/** What one request holds of the memory that all share. */
export interface Share {
  /**
   * Takes some more, before it is used.
   *
   * @throws Refused with 503 when there is none left
   */
  readonly take: (bytes: number) => void;
  /** Gives all of it back. */
  readonly giveBack: () => void;
}

/** Memory for the bodies of all requests that are not answered yet: a limit for each of them alone bounds nothing. */
export function createMemory(maxBytes: number): () => Share {
  let used = 0;
  return () => {
    let held = 0;
    return {
      take: (bytes) => {
        if (used + bytes > maxBytes) {
          throw new Refused({
            status: 503,
            code: RPC_CODE.unavailable,
            message: 'Too many requests are under way; try again.',
            headers: { 'Retry-After': '2' },
          });
        }
        used += bytes;
        held += bytes;
      },
      giveBack: () => {
        used -= held;
        held = 0;
      },
    };
  };
}
