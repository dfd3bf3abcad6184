import { readFile } from 'node:fs/promises';
import { llmCallsTable, type Database } from '@hiveboard/clickhouse';
import { adminOf, type StagedRows } from './ceiling.js';

/** What calls to models take on the disk once their parts are merged. */
export interface DiskResult {
  /** Calls that were written to find out. */
  readonly calls: number;
  /** Characters of each of the two previews. */
  readonly previewCharacters: number;
  /** Bytes a million calls. */
  readonly withPreviews: number;
  readonly withoutPreviews: number;
}

const PREVIEW_WORDS = 80;

/** Words of a real text: random characters would not compress at all, one text again and again too well. */
async function vocabulary(): Promise<readonly string[]> {
  const text = await readFile(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8');
  return [...new Set(text.match(/[A-Za-z]{2,}/g) ?? [])];
}

/** What each call has of its own; what the staged calls say of the rest stands. */
const OWN: Readonly<Record<string, string>> = {
  tenant: `'disk'`,
  event_id: 'generateUUIDv4()',
  ts: 'ts + toIntervalMillisecond(rand(1) % 86400000)',
  trace_id: 'lower(hex(randomString(16)))',
  action_id: 'lower(hex(randomString(8)))',
  task_run_id: 'toString(generateUUIDv4(2))',
  tokens_in: '100 + rand(2) % 8000',
  tokens_out: '10 + rand(3) % 2000',
  cost: 'toDecimal64(rand(4) / 4294967296, 9)',
  duration_ms: '300 + rand(5) % 9000',
};

/**
 * Writes as many calls as asked, made of the staged ones, with previews of random words and without, and merges.
 *
 * @throws {Error} when no calls are staged
 */
export async function measureDisk(database: Database, staged: StagedRows, wanted: number): Promise<DiskResult> {
  const admin = adminOf(database);
  const words = await vocabulary();
  const text = (salt: number): string =>
    `arrayStringConcat(arrayMap(i -> {words:Array(String)}[1 + cityHash64(i, seed, ${salt}) % ${words.length}], range(${PREVIEW_WORDS})), ' ')`;
  const bytes = async (
    name: string,
    previews: Readonly<Record<string, string>>,
  ): Promise<[calls: number, size: number]> => {
    const columns = Object.keys(llmCallsTable.columns);
    const values = columns.map((column) => previews[column] ?? OWN[column] ?? column);
    await admin.command({ query: `CREATE TABLE hive.${name} AS hive.llm_calls` });
    await admin.command({
      query: `INSERT INTO hive.${name} (${columns.join(', ')}) SELECT ${values.join(', ')}
        FROM (SELECT staged.*, rand64() AS seed FROM hive.staged_llm_calls AS staged CROSS JOIN numbers({times:UInt64}) AS copies)
        LIMIT {wanted:UInt32}`,
      query_params: { wanted, times: Math.ceil(wanted / staged.calls), words: [...words] },
      clickhouse_settings: { max_partitions_per_insert_block: '0' },
    });
    await admin.command({ query: `OPTIMIZE TABLE hive.${name} FINAL` });
    const answer = await admin.query({
      query: `SELECT sum(rows) AS calls, sum(bytes_on_disk) AS size FROM system.parts
        WHERE active AND database = 'hive' AND table = {name:String}`,
      query_params: { name },
      format: 'JSONEachRow',
    });
    const [row] = await answer.json<{ readonly calls: string; readonly size: string }>();
    return [Number(row?.calls), Number(row?.size)];
  };
  try {
    const [calls, size] = await bytes('disk_with_previews', { prompt_preview: text(1), response_preview: text(2) });
    const [, bare] = await bytes('disk_without_previews', { prompt_preview: `''`, response_preview: `''` });
    if (!(calls > 0)) throw new Error('there were no calls to write');
    const mean = words.reduce((sum, word) => sum + word.length, 0) / words.length;
    return {
      calls,
      previewCharacters: Math.round(PREVIEW_WORDS * (mean + 1)),
      withPreviews: (size / calls) * 1e6,
      withoutPreviews: (bare / calls) * 1e6,
    };
  } finally {
    await admin.close();
  }
}
