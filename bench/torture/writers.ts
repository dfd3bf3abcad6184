import { setTimeout as pause } from 'node:timers/promises';
import { keyOf, type TorturedBridge } from './bridges.js';
import type { Ledger } from './ledger.js';
import type { Random } from './random.js';
import { createTask, type Task } from './workload.js';

/** What writers met with. */
export interface Deliveries {
  /** Requests that were acknowledged, repetitions included. */
  acknowledged: number;
  /** Of these, requests that had been acknowledged before. */
  repeated: number;
  /** Answers 503 and 429. */
  refused: number;
  /** Requests that broke off without an answer, and were sent again. */
  broken: number;
}

export interface WritersOptions {
  readonly bridges: readonly [TorturedBridge, ...TorturedBridge[]];
  readonly ledger: Ledger;
  readonly deliveries: Deliveries;
  /** Whether to begin no more tasks. */
  readonly isOver: () => boolean;
}

interface Request {
  readonly tenant: string;
  readonly body: string;
}

const TIMEOUT_MS = 20_000;
/** How many requests a writer holds back at the most. */
const MOST_HELD = 20;

/**
 * Sends a request until it is acknowledged, by whichever bridge, as exporters do.
 *
 * @throws {Error} when a bridge answers what it must not
 */
async function deliver(request: Request, { bridges, deliveries }: WritersOptions, random: Random): Promise<void> {
  for (;;) {
    const url = random.pick(bridges).url();
    if (url === undefined) {
      await pause(20);
      continue;
    }
    const answer = await post(url, request).catch(() => undefined);
    if (answer === undefined) {
      deliveries.broken += 1;
      await pause(50);
    } else if (answer.status === 200) {
      if (answer.text !== '{}') throw new Error(`A bridge took only a part: ${answer.text}`);
      deliveries.acknowledged += 1;
      return;
    } else if ((answer.status === 503 || answer.status === 429) && answer.retryAfter !== null) {
      deliveries.refused += 1;
      // Sooner than asked to: this is torture.
      await pause(200);
    } else {
      throw new Error(`A bridge answered ${answer.status} (Retry-After: ${answer.retryAfter}): ${answer.text}`);
    }
  }
}

async function post(
  url: string,
  { tenant, body }: Request,
): Promise<{ readonly status: number; readonly retryAfter: string | null; readonly text: string }> {
  const answer = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keyOf(tenant)}` },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
}

const requestsOf = ({ tenant, requests }: Task): readonly Request[] => requests.map((body) => ({ tenant, body }));

/**
 * Writes tasks until it is over: requests of a task in any order, some at once, some twice, some much later. All that
 * was begun has been acknowledged when the promise fulfils.
 */
export async function write(options: WritersOptions, random: Random): Promise<void> {
  const { ledger, deliveries, isOver } = options;
  const held: Request[] = [];
  const send = async (request: Request): Promise<void> => {
    await deliver(request, options, random);
    if (!random.chance(0.3)) return;
    deliveries.repeated += 1;
    await deliver(request, options, random);
  };
  while (!isOver()) {
    const task = createTask(random, Date.now());
    ledger.add(task);
    const requests = random.chance(0.5) ? requestsOf(task) : random.shuffled(requestsOf(task));
    const atOnce: Promise<void>[] = [];
    for (const request of requests) {
      if (held.length < MOST_HELD && random.chance(0.1)) held.push(request);
      else if (random.chance(0.5)) atOnce.push(send(request));
      else await send(request);
    }
    await Promise.all(atOnce);
    if (random.chance(0.2)) for (const request of held.splice(0, 1 + random.below(3))) await send(request);
    await pause(random.below(20));
  }
  for (const request of held) await send(request);
}
