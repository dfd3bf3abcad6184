import { Agent, request } from 'node:http';

/** Where requests go, and with which key. */
export interface Target {
  readonly url: string;
  readonly apiKey?: string;
}

/** Requests on their way at a time. */
const IN_FLIGHT = 16;

function post(agent: Agent, { url, apiKey }: Target, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Content-Type': 'application/x-protobuf',
      'Content-Length': body.length,
      ...(apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` }),
    };
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        // Anything but "stored" would make the numbers a lie.
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url} answered ${response.statusCode ?? '?'}`));
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** Sends all bodies, {@link IN_FLIGHT} at a time; fulfils when each has been acknowledged. */
export async function sendAll(target: Target, bodies: readonly Buffer[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const waiting = bodies.values();
  const sender = async (): Promise<void> => {
    for (const body of waiting) await post(agent, target, body);
  };
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  } finally {
    agent.destroy();
  }
}
