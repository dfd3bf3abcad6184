import type { SpoolState } from './store/spool.js';

/** What a bridge may lack. Without one of these it takes telemetry as long as the spool has room. */
export type Missing = 'clickhouse' | 'schema';

/** What of ClickHouse a bridge lacks: the server, or the tables in it. */
export const missingOf = (hasServer: boolean, isPrepared: boolean): readonly Missing[] =>
  hasServer ? (isPrepared ? [] : ['schema']) : ['clickhouse'];

/** What `/readyz` answers: 200 as long as the bridge takes telemetry, from the spool when it must. */
export function readiness(
  missing: readonly Missing[],
  { bytes, maxBytes, isFull, oldestAt }: SpoolState,
  now: number,
): { readonly status: 200 | 503; readonly body: object } {
  const spool = {
    bytes,
    max_bytes: maxBytes,
    oldest_age_seconds: oldestAt === null ? null : Math.max(0, Math.round((now - oldestAt) / 1000)),
  };
  if (missing.length === 0) return { status: 200, body: { status: 'ready', spool } };
  return isFull
    ? { status: 503, body: { status: 'not ready', missing: [...missing, 'room in the spool'], spool } }
    : { status: 200, body: { status: 'spooling', missing, spool } };
}
