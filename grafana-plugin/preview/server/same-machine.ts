import type { IncomingHttpHeaders } from 'node:http';

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The preview adds a key to every request for the bridge. A web page elsewhere must not be able to use it, neither by
 * posting to this port nor by having its own name resolve to 127.0.0.1.
 */
export function isFromThisMachine({ host, origin }: IncomingHttpHeaders): boolean {
  if (!isLoopback(`http://${host ?? ''}`)) return false;
  return origin === undefined || origin === `http://${host}`;
}

const isLoopback = (address: string): boolean => URL.canParse(address) && loopbackNames.has(new URL(address).hostname);
