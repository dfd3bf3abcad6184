import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { digestOf, type ApiKey, type KeyScope } from './api-key.js';
import { createRateLimit, RETRY_AFTER_SECONDS, type Take } from './rate-limit.js';

/** The tenant of bridges that have no keys. */
const SOLE_TENANT = 'default';

/** Who asks, or why they are turned away. Headers belong on the answer either way. */
export type Admission =
  | {
      readonly tenant: string;
      /** What people call the key; empty without keys. */
      readonly keyName: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly status: 401 | 403 | 429;
      readonly message: string;
      readonly headers: Readonly<Record<string, string>>;
    };

/** Decides who may do what. */
export type Gate = (headers: IncomingHttpHeaders, scope: KeyScope) => Admission;

/** The key in `Authorization: Bearer` or `x-api-key`. */
function keyIn(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' ? header : undefined);
}

interface Known {
  readonly digest: Buffer;
  readonly take: Readonly<Record<KeyScope, () => Take>>;
}

const knownOf = ({ sha256, limits }: ApiKey, clock: () => number): Known => ({
  digest: Buffer.from(sha256, 'hex'),
  take: {
    ingest: createRateLimit('ingest', clock, limits?.ingest),
    read: createRateLimit('read', clock, limits?.read),
    admin: createRateLimit('admin', clock, limits?.admin),
  },
});

/**
 * The gate of a bridge.
 *
 * @param keys the keys that are valid now, asked each time; without it everybody may do everything, which is for bridges
 *   that listen on the loopback alone
 * @param clock epoch milliseconds
 */
export function createGate(keys: (() => readonly ApiKey[]) | undefined, clock: () => number): Gate {
  if (keys === undefined) return () => ({ tenant: SOLE_TENANT, keyName: '', headers: {} });
  // Goes with its key: whoever is revoked leaves nothing behind.
  const known = new WeakMap<ApiKey, Known>();
  const recall = (key: ApiKey): Known => {
    const found = known.get(key) ?? knownOf(key, clock);
    known.set(key, found);
    return found;
  };
  return (headers, scope) => {
    const sent = keyIn(headers);
    if (sent === undefined) {
      const message = 'Send an API key: Authorization: Bearer <key>, or x-api-key.';
      return { status: 401, message, headers: {} };
    }
    const digest = digestOf(sent);
    // Digests are compared in constant time: how long it takes tells nothing of a key.
    const key = keys().find((candidate) => timingSafeEqual(recall(candidate).digest, digest));
    if (key === undefined) return { status: 401, message: 'This API key is not known.', headers: {} };
    if (!key.scopes.includes(scope) && !key.scopes.includes('admin')) {
      return { status: 403, message: `This API key lacks the scope ${scope}.`, headers: {} };
    }
    const { isWithin, headers: told } = recall(key).take[scope]();
    if (isWithin) return { tenant: key.tenant, keyName: key.name, headers: told };
    const retry = { 'Retry-After': String(RETRY_AFTER_SECONDS) };
    return { status: 429, message: 'This API key sends too many requests.', headers: { ...told, ...retry } };
  };
}
