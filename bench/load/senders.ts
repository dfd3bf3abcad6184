import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { NumberedRequests } from './numbered-requests.js';

/** What all senders together met. */
export interface Met {
  /** Requests that were acknowledged, by number. */
  readonly accepted: readonly number[];
  /** Requests that were refused, by status. */
  readonly refused: ReadonlyMap<number, number>;
  /** Refusals that did not say when to come back, and statuses that no load explains. */
  readonly improper: readonly string[];
  /** Connections that broke. Such a request may be stored or not. */
  readonly broken: number;
  /** How long each accepted request took, in milliseconds. */
  readonly latencies: readonly number[];
}

export interface LoadTarget {
  readonly url: string;
  /** The keys that senders use in turns. */
  readonly apiKeys: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** What a bridge with too much to do may answer. */
const PROPER: ReadonlySet<number> = new Set([429, 503]);

function post(agent: Agent, { url, apiKey }: { readonly url: string; readonly apiKey: string }, body: Buffer) {
  return new Promise<Answer>((resolve, reject) => {
    const headers = {
      'Content-Type': 'application/x-protobuf',
      'Content-Length': body.length,
      Authorization: `Bearer ${apiKey}`,
    };
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      });
      response.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/**
 * Lets `count` senders send one request after the other until `until`. One that is refused waits as long as it is told, as
 * exporters do, and comes back with the next.
 */
export async function sendWithoutRest(
  { url, apiKeys }: LoadTarget,
  requests: NumberedRequests,
  { count, until }: { readonly count: number; readonly until: number },
): Promise<Met> {
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  const accepted: number[] = [];
  const refused = new Map<number, number>();
  const improper: string[] = [];
  const latencies: number[] = [];
  let broken = 0;
  let next = 0;
  const sender = async (apiKey: string): Promise<void> => {
    while (Date.now() < until) {
      const number = next++;
      const body = requests.body(number);
      const start = performance.now();
      const answer = await post(agent, { url, apiKey }, body).catch(() => undefined);
      if (answer === undefined) {
        broken += 1;
        continue;
      }
      const { status, retryAfter } = answer;
      if (status === 200) {
        accepted.push(number);
        latencies.push(performance.now() - start);
        continue;
      }
      refused.set(status, (refused.get(status) ?? 0) + 1);
      if (!PROPER.has(status)) improper.push(`status ${status}`);
      else if (!/^[1-9]\d*$/.test(retryAfter ?? '')) {
        improper.push(`${status} with Retry-After ${retryAfter ?? 'missing'}`);
      } else await pause(Math.min(Number(retryAfter) * 1000, Math.max(0, until - Date.now())));
    }
  };
  try {
    await Promise.all(Array.from({ length: count }, (_, index) => sender(apiKeys[index % apiKeys.length] ?? '')));
  } finally {
    agent.destroy();
  }
  return { accepted, refused, improper, broken, latencies };
}
