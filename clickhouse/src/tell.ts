import { setTimeout as pause } from 'node:timers/promises';
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';

/** `CANNOT_ASSIGN_ALTER`: another process alters the same table through another replica, and this one has not heard yet. */
const ALTERED_MEANWHILE = '517';
const ATTEMPTS = 100;
const PAUSE_MS = 100;

/**
 * Runs a statement of the schema. Every one of these may be repeated, so one that collides with the same statement on
 * another replica is.
 */
export async function tell(client: ClickHouseClient, query: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.command({ query });
      return;
    } catch (error) {
      const isCollision = error instanceof ClickHouseError && error.code === ALTERED_MEANWHILE;
      if (!isCollision || attempt === ATTEMPTS) throw error;
      await pause(PAUSE_MS);
    }
  }
}
