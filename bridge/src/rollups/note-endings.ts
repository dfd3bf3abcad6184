import type { ClickHouseClient } from '@clickhouse/client';

/**
 * Endings of runs in which people were asked, that are not noted yet. An ending is told in pieces and copies, of which the
 * greatest time counts: these have some minutes to come.
 */
const NOTE_SQL = `
INSERT INTO hive.noted_endings (tenant, run, ended_at)
SELECT tenant, run, ended_at
FROM hive.asking_run_endings
WHERE run NOT IN (SELECT run FROM hive.noted_endings) AND ended_at < now64(3, 'UTC') - INTERVAL 10 MINUTE`;

/**
 * Notes which runs are over in which people were asked, so that nobody looks them up again. Whoever does it, and however
 * often, notes the same.
 *
 * @throws {Error} when ClickHouse cannot be asked
 */
export async function noteEndings(client: ClickHouseClient, signal: AbortSignal): Promise<void> {
  await client.command({ query: NOTE_SQL, abort_signal: signal });
}
