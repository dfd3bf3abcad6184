import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

/** What a key may do. */
export const SCOPES = ['ingest', 'read', 'admin'] as const;
export type KeyScope = (typeof SCOPES)[number];

/** A key as the bridge knows it: never the key itself. */
export const keySchema = z.object({
  name: z.string().min(1),
  /** SHA-256 of the key, in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(SCOPES)).min(1),
  tenant: z.string().min(1).default('default'),
});
export type ApiKey = z.output<typeof keySchema>;

/** The tenant of bridges that have no keys. */
const SOLE_TENANT = 'default';

export type Admission = { readonly tenant: string } | { readonly status: 401 | 403; readonly message: string };

/** The key in `Authorization: Bearer` or `x-api-key`. */
function keyIn(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' ? header : undefined);
}

/** Decides who may do what. Without keys everybody may: such a bridge listens on loopback alone. */
export function createGate(keys: readonly ApiKey[]): (headers: IncomingHttpHeaders, scope: KeyScope) => Admission {
  const known = keys.map((key) => ({ key, digest: Buffer.from(key.sha256, 'hex') }));
  return (headers, scope) => {
    if (known.length === 0) return { tenant: SOLE_TENANT };
    const sent = keyIn(headers);
    if (sent === undefined) {
      return { status: 401, message: 'Send an API key: Authorization: Bearer <key>, or x-api-key.' };
    }
    const digest = createHash('sha256').update(sent).digest();
    // Digests are compared in constant time: how long it takes tells nothing of a key.
    const found = known.find((candidate) => timingSafeEqual(candidate.digest, digest))?.key;
    if (found === undefined) return { status: 401, message: 'This API key is not known.' };
    return found.scopes.includes(scope) || found.scopes.includes('admin')
      ? { tenant: found.tenant }
      : { status: 403, message: `This API key lacks the scope ${scope}.` };
  };
}
