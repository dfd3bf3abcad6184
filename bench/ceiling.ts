import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createClient } from '@clickhouse/client';
import {
  agentRegistersTable,
  eventsTable,
  llmCallsTable,
  taskRegistersTable,
  type Database,
} from '@hiveboard/clickhouse';
import { blocksOf, rowsIn } from '../bridge/src/store/block.js';
import { cpuMsOf } from './child-process.js';
import { median } from './measure.js';
import { ourDecoder, rowsOfBody } from './stages.js';
import type { Workload } from './workload.js';

/** How fast ClickHouse takes the same rows when nobody has to bring them. */
export interface CeilingResult {
  readonly rows: number;
  /** Events, copies included, for each span of the workload. */
  readonly eventsPerSpan: number;
  /** Medians over the rounds. */
  readonly spansPerSecond: number;
  readonly cpuMsPerThousandSpans: number;
}

/** A client that may create tables, in the engine that the bench itself started. */
export const adminOf = ({ url, server }: Database) =>
  createClient({ url, ...server?.users.admin, compression: { request: false, response: false } });

/** How many rows are staged, and how many of them are events and calls. */
export interface StagedRows {
  readonly rows: number;
  readonly events: number;
  readonly calls: number;
}

/** The rows of the workload, staged in memory under this prefix. */
const STAGED = 'staged_';

/** Those that the bridge fills for every request. */
const tables = [eventsTable, llmCallsTable, agentRegistersTable, taskRegistersTable] as const;

/** Puts the workload's rows, all copies of them, into tables in memory; answers how many. */
export async function stageRows(database: Database, { bodies }: Workload): Promise<StagedRows> {
  const admin = adminOf(database);
  try {
    for (const { name, columns } of tables) {
      const types = Object.entries(columns).map(([column, { sql }]) => `${column} ${sql}`);
      await admin.command({ query: `CREATE TABLE hive.${STAGED}${name} (${types.join(', ')}) ENGINE = Memory` });
    }
    const arrival = { tenant: 'staged', receivedAt: Date.now() };
    const blocks = bodies
      .flatMap((body) => blocksOf(rowsOfBody(ourDecoder, body, arrival.tenant), arrival))
      .map((block) => ({ ...block, statement: block.statement.replace('INTO hive.', `INTO hive.${STAGED}`) }));
    for (const statement of new Set(blocks.map((block) => block.statement))) {
      const bytes = blocks.filter((block) => block.statement === statement).map((block) => block.bytes);
      const { stream } = await admin.exec({ query: statement, values: Readable.from(bytes) });
      stream.resume();
      await finished(stream);
    }
    const rowsOfTable = (name: string): number =>
      rowsIn(blocks.filter(({ statement }) => statement.includes(`${STAGED}${name} `)));
    return { rows: rowsIn(blocks), events: rowsOfTable('events'), calls: rowsOfTable('llm_call_log') };
  } finally {
    await admin.close();
  }
}

/** Copies the staged rows into the tables that the bridge writes, each round for a tenant of its own. */
export async function measureCeiling(
  database: Database,
  { spans, staged, rounds }: { readonly spans: number; readonly staged: StagedRows; readonly rounds: number },
): Promise<CeilingResult> {
  const pid = database.server?.pid() ?? 0;
  const admin = adminOf(database);
  const walls: number[] = [];
  const cpus: number[] = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const cpu = cpuMsOf(pid);
      const start = performance.now();
      await Promise.all(
        tables.map(({ name, columns }) => {
          const names = Object.keys(columns);
          const values = names.map((column) => (column === 'tenant' ? `'ceiling-${round}'` : column));
          return admin.command({
            query: `INSERT INTO hive.${name} (${names.join(', ')}) SELECT ${values.join(', ')} FROM hive.${STAGED}${name}`,
            clickhouse_settings: { max_partitions_per_insert_block: '0' },
          });
        }),
      );
      if (round === 0) continue;
      walls.push(performance.now() - start);
      cpus.push(cpuMsOf(pid) - cpu);
    }
  } finally {
    await admin.close();
  }
  return {
    rows: staged.rows,
    eventsPerSpan: staged.events / spans,
    spansPerSecond: (spans / median(walls)) * 1000,
    cpuMsPerThousandSpans: (median(cpus) / spans) * 1000,
  };
}
