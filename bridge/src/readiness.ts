import type { SpoolState } from './store/spool.js';

/** What `/readyz` answers: 200 as long as the bridge takes telemetry, from the spool when it must. */
export function readiness(
  hasClickHouse: boolean,
  { bytes, maxBytes, isFull, oldestAt }: SpoolState,
  now: number,
): { readonly status: 200 | 503; readonly body: object } {
  const spool = {
    bytes,
    max_bytes: maxBytes,
    oldest_age_seconds: oldestAt === null ? null : Math.max(0, Math.round((now - oldestAt) / 1000)),
  };
  if (hasClickHouse) return { status: 200, body: { status: 'ready', spool } };
  const missing = ['clickhouse'];
  return isFull
    ? { status: 503, body: { status: 'not ready', missing: [...missing, 'room in the spool'], spool } }
    : { status: 200, body: { status: 'spooling', missing, spool } };
}
