import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** What a key may do. */
export const SCOPES = ['ingest', 'read', 'admin'] as const;
export type KeyScope = (typeof SCOPES)[number];

const perSecond = z.number().int().min(1).max(1_000_000);

/** A key as the bridge knows it: never the key itself. A misspelt field is an error, or it would be a wider key. */
const keySchema = z.strictObject({
  name: z.string().min(1),
  /** SHA-256 of the key, in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(SCOPES)).min(1),
  tenant: z.string().min(1).default('default'),
  /** ISO 8601. */
  created: z.iso.datetime().optional(),
  /** How the key begins and ends, for people to recognise it by. */
  hint: z.string().optional(),
  /** Requests a second, where they differ from what every key may send. */
  limits: z.strictObject({ ingest: perSecond, read: perSecond, admin: perSecond }).partial().optional(),
});
export type ApiKey = z.output<typeof keySchema>;

/** What should be keys is not; the message says where and why, and quotes nothing secret. */
export class KeysError extends Error {
  override readonly name = 'KeysError';
}

/**
 * Keys out of a JSON list; empty text is no keys.
 *
 * @param source where the text is from, for the error
 * @throws {KeysError}
 */
export function parseKeys(json: string, source: string): readonly ApiKey[] {
  if (json.trim() === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new KeysError(`${source}: expected a JSON list of {"name", "sha256", "scopes", "tenant"}`);
  }
  const keys = z.array(keySchema).safeParse(value);
  if (keys.success) return keys.data;
  const [issue] = keys.error.issues;
  throw new KeysError(`${source}: entry ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? 'not a key'}`);
}

/** The digest by which a key is known. */
export const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** A new secret. Its beginning tells people, and scanners for leaked secrets, what it is: 192 random bits follow. */
export function createSecret(scopes: readonly KeyScope[]): string {
  const onlyReads = scopes.every((scope) => scope === 'read');
  return `${onlyReads ? 'hb_read_' : 'hb_live_'}${randomBytes(24).toString('hex')}`;
}

/** What may be shown of a secret for ever. */
export const hintOf = (secret: string): string => `${secret.slice(0, 'hb_live_'.length)}…${secret.slice(-4)}`;
