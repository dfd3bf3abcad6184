import { randomUUID } from 'node:crypto';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { Credentials } from './credentials.js';

/**
 * Whether the server at a URL is the one that was started with these credentials. `/ping` would not tell: whatever
 * else listens on the port may answer it.
 */
export async function answersAs(url: string, credentials: Credentials): Promise<boolean> {
  const client = createClient({
    url,
    ...credentials,
    request_timeout: 2_000,
    keep_alive: { enabled: false },
    // Not being answered yet is expected.
    log: { level: ClickHouseLogLevel.OFF },
  });
  const nonce = randomUUID();
  try {
    const answer = await client.query({
      query: 'SELECT upper({nonce: String})',
      query_params: { nonce },
      format: 'TabSeparated',
    });
    return (await answer.text()).trim() === nonce.toUpperCase();
  } catch {
    return false;
  } finally {
    await client.close();
  }
}
