import { rm } from 'node:fs/promises';
import { temporaryFolder } from '../../test/temporary-folder.js';
import type { EndReason } from './embedded-server-error.js';
import { writeHolder } from './holder.js';
import { explainEnd } from './start-failure.js';

const dataDir = temporaryFolder();

afterAll(() => rm(dataDir, { recursive: true }));

const locked =
  'Code: 76. DB::Exception: Cannot lock file /data/status. Another server instance in same directory is already running.';
const taken = 'Net Exception: Address already in use: 127.0.0.1:8123 (version 26.7.2.1). (NETWORK_ERROR)';
const missing = 'chdb: could not locate libchdb for linux-x64. Expected optional dependency @chdb/lib-linux-x64-gnu';
const tooOld = "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found";

test.each<readonly [end: readonly [words: string, signal: NodeJS.Signals | null], code: EndReason, message: string]>([
  [
    [locked, null],
    'data_dir_in_use',
    `The data directory ${dataDir} is in use by another process. Stop that one, or choose another directory with HIVE_DATA_DIR.`,
  ],
  [
    [taken, null],
    'port_taken',
    'Port 8123 or 9000 of 127.0.0.1 is taken by another program. Choose another with HIVE_CLICKHOUSE_PORT, or leave it unset for a free one.',
  ],
  ...[missing, tooOld].map(
    (words) =>
      [
        [words, null],
        'unsupported_platform',
        `The library of the embedded ClickHouse cannot be loaded. Was it left out of the install (--omit=optional)? Otherwise set CLICKHOUSE_URL to a server of your own.\n${words}`,
      ] as const,
  ),
  [
    ['Permission denied: /data/status', null],
    'data_dir_not_writable',
    `The data directory ${dataDir} cannot be written. Choose another with HIVE_DATA_DIR.\nPermission denied: /data/status`,
  ],
  [['what', 'SIGILL'], 'engine_failed', 'The embedded ClickHouse ended with SIGILL while starting.\nwhat'],
  [['what', null], 'engine_failed', 'The embedded ClickHouse ended with exit code 1 while starting.\nwhat'],
])('%j is %s', async ([words, signal], code, message) => {
  const exit = { code: signal === null ? 1 : null, signal, expected: false, lastLines: [words] };
  const error = await explainEnd(exit, { dataDir, ports: [8123, 9000] });
  expect(error).toMatchObject({ code, message });
});

test('a data directory in use names its holder', async () => {
  await writeHolder(dataDir, { ownerPid: 11, enginePid: 12 });
  const exit = { code: 1, signal: null, expected: false, lastLines: [locked] };
  expect((await explainEnd(exit, { dataDir, ports: [] })).message).toContain(
    'in use by process 11 (its ClickHouse is process 12)',
  );
});
