import { readFile } from 'node:fs/promises';
import { eventsTable, llmCallsTable, taskRegistersTable, type Database, type Table } from '@hiveboard/clickhouse';
import { adminOf, type StagedRows } from './ceiling.js';

/** What rows take on the disk once their parts are merged. */
export interface DiskResult {
  /** Calls that were written to find out, and as many events and runs. */
  readonly calls: number;
  /** Characters of each of the two previews. */
  readonly previewCharacters: number;
  /** Bytes a million calls. */
  readonly withPreviews: number;
  readonly withoutPreviews: number;
  /** Bytes a million events, and a million runs of tasks. */
  readonly events: number;
  readonly runs: number;
}

const PREVIEW_WORDS = 80;

/** Words of a real text: random characters would not compress at all, one text again and again too well. */
async function vocabulary(): Promise<readonly string[]> {
  const text = await readFile(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8');
  return [...new Set(text.match(/[A-Za-z]{2,}/g) ?? [])];
}

/** Values by column; what the staged rows say of the rest stands. */
type Values = Readonly<Record<string, string>>;

const NEW_TIME = 'ts + toIntervalMillisecond(rand(1) % 86400000)';
const NEW_TRACE = 'lower(hex(randomString(16)))';
const NEW_ACTION = 'lower(hex(randomString(8)))';
const NEW_RUN = 'toString(generateUUIDv4(2))';

/** What each row has of its own. */
const OWN_OF_CALL: Values = {
  tenant: `'disk'`,
  event_id: 'generateUUIDv7()',
  ts: NEW_TIME,
  trace_id: NEW_TRACE,
  action_id: NEW_ACTION,
  task_run_id: NEW_RUN,
  tokens_in: '100 + rand(2) % 8000',
  tokens_out: '10 + rand(3) % 2000',
  cost: 'toDecimal64(rand(4) / 4294967296, 9)',
  duration_ms: '300 + rand(5) % 9000',
};
const OWN_OF_EVENT: Values = {
  tenant: `'disk'`,
  event_id: 'generateUUIDv7()',
  ts: NEW_TIME,
  received_at: NEW_TIME,
  trace_id: NEW_TRACE,
  action_id: NEW_ACTION,
  task_run_id: NEW_RUN,
};
const OWN_OF_RUN: Values = { tenant: `'disk'`, trace_id: NEW_TRACE, task_run_id: NEW_RUN };

/**
 * Writes as many calls, events and runs as asked, made of the staged ones, calls with previews of random words and
 * without, and merges.
 *
 * @throws {Error} when nothing is staged
 */
export async function measureDisk(database: Database, staged: StagedRows, wanted: number): Promise<DiskResult> {
  const admin = adminOf(database);
  const words = await vocabulary();
  const text = (salt: number): string =>
    `arrayStringConcat(arrayMap(i -> {words:Array(String)}[1 + cityHash64(i, seed, ${salt}) % ${words.length}], range(${PREVIEW_WORDS})), ' ')`;
  /** Rows that are written into a table like this one, and the bytes of a million of them. */
  const measure = async (table: Table, own: Values): Promise<{ readonly rows: number; readonly bytes: number }> => {
    const columns = Object.keys(table.columns);
    const copy = `disk_${table.name}`;
    await admin.command({ query: `DROP TABLE IF EXISTS hive.${copy} SYNC` });
    await admin.command({ query: `CREATE TABLE hive.${copy} AS hive.${table.name}` });
    await admin.command({
      query: `INSERT INTO hive.${copy} (${columns.join(', ')}) SELECT ${columns.map((column) => own[column] ?? column).join(', ')}
        FROM (SELECT staged.*, rand64() AS seed FROM hive.staged_${table.name} AS staged CROSS JOIN numbers({times:UInt64}) AS copies)
        LIMIT {wanted:UInt32}`,
      // There are as many runs staged as a quarter of the calls.
      query_params: { wanted, times: Math.ceil((wanted * 8) / staged.calls), words: [...words] },
      clickhouse_settings: { max_partitions_per_insert_block: '0' },
    });
    await admin.command({ query: `OPTIMIZE TABLE hive.${copy} FINAL` });
    const answer = await admin.query({
      query: `SELECT sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM system.parts
        WHERE active AND database = 'hive' AND table = {copy:String}`,
      query_params: { copy },
      format: 'JSONEachRow',
    });
    const [row] = await answer.json<{ readonly rows: string; readonly bytes: string }>();
    const rows = Number(row?.rows);
    if (!(rows > 0)) throw new Error('there were no rows to write');
    return { rows, bytes: (Number(row?.bytes) / rows) * 1e6 };
  };
  try {
    const bare = { ...OWN_OF_CALL, prompt_preview: `''`, response_preview: `''` };
    const withPreviews = await measure(llmCallsTable, { ...bare, prompt_preview: text(1), response_preview: text(2) });
    const withoutPreviews = await measure(llmCallsTable, bare);
    const events = await measure(eventsTable, OWN_OF_EVENT);
    const runs = await measure(taskRegistersTable, OWN_OF_RUN);
    const mean = words.reduce((sum, word) => sum + word.length, 0) / words.length;
    return {
      calls: withPreviews.rows,
      previewCharacters: Math.round(PREVIEW_WORDS * (mean + 1)),
      withPreviews: withPreviews.bytes,
      withoutPreviews: withoutPreviews.bytes,
      events: events.bytes,
      runs: runs.bytes,
    };
  } finally {
    await admin.close();
  }
}
