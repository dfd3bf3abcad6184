import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { UsageError } from '../src/command-line.js';
import { runCommand } from '../src/dead-letters/commands.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
let admin: ClickHouseClient;
beforeAll(async () => {
  hive = await startTestBridge();
  admin = createClient({ url: hive.database.url, ...hive.database.admin, keep_alive: { enabled: false } });
});
afterAll(async () => {
  await admin.close();
  await hive.stop();
});

let closed = 0;
const run = (line: string) =>
  runCommand(line.split(' '), {
    open: () =>
      Promise.resolve({
        ...hive.database,
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      }),
    now: Date.now,
  });

const command = (query: string) => admin.command({ query });
const agents = async (): Promise<readonly string[]> => {
  const query = 'SELECT agent_id FROM hive.llm_call_log FINAL ORDER BY agent_id';
  const answer = await hive.database.reader.query({ query, format: 'JSONEachRow' });
  return (await answer.json<{ agent_id: string }>()).map(({ agent_id }) => agent_id);
};
const letters = async (): Promise<readonly object[]> =>
  JSON.parse((await run('list --json')).output) as readonly object[];

test('where nothing was refused, nothing is listed and nothing is inserted', async () => {
  expect(await run('list')).toEqual({ output: '', remark: 'No dead letters.\n' });
  expect(await run('retry')).toEqual({ output: '', remark: '0 rows inserted, 0 rows refused again.\n' });
});

test('rows that were refused are listed by what kept them out, and go in once it is mended', async () => {
  await command(`ALTER TABLE hive.llm_call_log ADD CONSTRAINT no_bats CHECK NOT startsWith(agent_id, 'bat')`);
  await command(`ALTER TABLE hive.llm_call_log ADD CONSTRAINT no_cats CHECK NOT startsWith(agent_id, 'cat')`);
  const chat = (agent: string) => ({
    start: Date.now() - 5000,
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.agent.name': agent },
  });
  await hive.send(otlp(['ant', 'bat-1', 'bat-2', 'cat', 'dog'].map(chat)));
  expect(await agents()).toEqual(['ant', 'dog']);
  expect(await letters()).toMatchObject([
    { tenant: 'default', table: 'hive.llm_call_log', error: 'VIOLATED_CONSTRAINT', letters: 3 },
  ]);
  const { output, remark } = await run('list');
  expect(output).toMatch(/^LETTERS +TENANT +TABLE +OLDEST +NEWEST +REASON\n3 +default +hive\.llm_call_log .*VIOLATED/);
  expect(remark).toBe('3 dead letters\n');

  expect((await run('retry')).remark).toBe('0 rows inserted, 3 rows refused again.\n');
  await command('ALTER TABLE hive.llm_call_log DROP CONSTRAINT no_bats');
  expect((await run('retry --tenant nobody')).remark).toBe('0 rows inserted, 0 rows refused again.\n');
  expect((await run('retry')).remark).toBe('2 rows inserted, 1 row refused again.\n');
  expect(await agents()).toEqual(['ant', 'bat-1', 'bat-2', 'dog']);
  expect(await letters()).toMatchObject([{ letters: 1 }]);

  // What went in is not tried again, and what is refused again after it went in is a letter again.
  expect((await run('retry')).remark).toBe('0 rows inserted, 1 row refused again.\n');
  await command('ALTER TABLE hive.llm_call_log DROP CONSTRAINT no_cats');
  expect((await run('retry')).remark).toBe('1 row inserted, 0 rows refused again.\n');
  expect(await agents()).toEqual(['ant', 'bat-1', 'bat-2', 'cat', 'dog']);
  expect(await letters()).toEqual([]);
});

test('a statement that is no insert of ours is never run', async () => {
  const statement = 'DROP TABLE hive.events';
  const letter = {
    tenant: 'default',
    received_at: new Date().toISOString().slice(0, -1),
    id: 'x',
    reason: 'X: y',
    statement,
    payload: '',
  };
  await admin.insert({ table: 'hive.dead_letters', values: [letter], format: 'JSONEachRow' });
  expect((await run('retry')).remark).toBe('0 rows inserted, 0 rows refused again.\n');
  expect(await letters()).toMatchObject([{ error: 'X', letters: 1 }]);
});

test('the database is closed after each command', async () => {
  const before = closed;
  await run('list');
  await run('retry');
  expect(closed - before).toBe(2);
});

test.each(['mend', 'list --all', 'retry now'])('%s is a wrong command line', async (line) => {
  await expect(run(line)).rejects.toThrow(UsageError);
});

test('help tells of both commands', async () => {
  expect((await run('--help')).output).toContain('npm run dead-letters -- retry');
});
