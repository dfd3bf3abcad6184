import { Refused, RPC_CODE } from './refusal.js';

/** Admits pieces of work by their size in bytes; both methods refuse what is too much. */
export interface Work {
  /**
   * Whether so much would be admitted now: asked before a body is read.
   *
   * @throws Refused with 503
   */
  readonly check: (bytes: number) => void;
  /**
   * Runs a piece of work.
   *
   * @throws Refused with 503, and what the work throws
   */
  readonly run: <T>(bytes: number, work: () => T | Promise<T>) => Promise<T>;
}

/**
 * Admits work until `maxBytes` of bodies are being turned into rows or wait for the store. What is decoded takes many
 * times the memory of its body, and what is begun beyond what can be finished soon makes everybody wait: it is refused
 * before it costs anything. A body larger than that is admitted when it is the only one.
 */
export function createWork(maxBytes: number): Work {
  let admitted = 0;
  const check: Work['check'] = (bytes) => {
    if (admitted === 0 || admitted + bytes <= maxBytes) return;
    throw new Refused({
      status: 503,
      code: RPC_CODE.unavailable,
      message: 'The bridge has more to do than it can finish soon; try again.',
      headers: { 'Retry-After': '2' },
    });
  };
  return {
    check,
    run: async (bytes, work) => {
      check(bytes);
      admitted += bytes;
      try {
        return await work();
      } finally {
        admitted -= bytes;
      }
    },
  };
}
