import type { ClickHouseClient } from '@clickhouse/client';
import { DATABASE } from './database-name.js';
import type { Layout } from './layout.js';

/** Tables that hold rows, then what stands for those of all servers, then the views that feed one from another. */
const DEFINITIONS = `
SELECT create_table_query AS definition
FROM system.tables
WHERE (database = {tables:String} OR engine = 'Distributed' AND database = {database:String}) AND name != 'migrations'
  AND NOT is_temporary AND engine != 'View'
ORDER BY multiIf(engine = 'MaterializedView', 2, engine = 'Distributed', 1, 0), name`;

/**
 * Gives a server that has no tables yet those of another server of its cluster, as they are now. A replica that took the
 * way of the migrations would tell its Keeper of a table as it was once, and be refused.
 */
export async function becomeLike(other: ClickHouseClient, newcomer: ClickHouseClient, layout: Layout): Promise<void> {
  const answer = await other.query({
    query: DEFINITIONS,
    query_params: { tables: layout.tables, database: DATABASE },
    format: 'JSONEachRow',
  });
  for (const { definition } of await answer.json<{ readonly definition: string }>()) {
    await newcomer.command({
      query: definition.replace(/^CREATE (TABLE|MATERIALIZED VIEW) /, 'CREATE $1 IF NOT EXISTS '),
    });
  }
}
