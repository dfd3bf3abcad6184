import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiError } from '@hiveboard/sdk/contract';
import { until } from '../../clickhouse/test/until.js';
import { digestOf } from '../src/keys/api-key.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

const folder = mkdtempSync(join(tmpdir(), 'hive-keys-'));
const keysFile = join(folder, 'keys.json');
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** The command as `npm run keys` runs it. */
function keys(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@hiveboard/source', '--import', 'tsx', join(__dirname, '../src/keys/main.ts'), ...args],
    {
      cwd: join(__dirname, '../..'),
      env: { PATH: process.env['PATH'], HIVE_KEYS_FILE: keysFile },
      encoding: 'utf8',
    },
  );
  return { status, output: stdout.trim(), remark: stderr.trim() };
}

const complaints: object[] = [];
let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge(
    [{ name: 'fixed', sha256: digestOf('fixed').toString('hex'), scopes: ['ingest', 'read'], tenant: 'acme' }],
    { keysFile, log: { error: (details) => complaints.push(details) } },
  );
});
afterAll(async () => {
  await hive.stop();
  rmSync(folder, { recursive: true, force: true });
});

const span = { name: 'chat', start: Date.now() - 1000, attributes: {} };
const status = async (key: string): Promise<number> => (await hive.ask('/v1/agents', bearer(key))).status;

test('a running bridge learns of a new key, and forgets it when it is revoked', async () => {
  const { output: key } = keys('create', '--name', 'grafana', '--scope', 'read');
  await until('the key is known', async () => (await status(key)) === 200);
  expect((await hive.send(otlp([span]), bearer(key))).status).toBe(403);
  expect(keys('revoke', 'grafana')).toEqual({ status: 0, output: '', remark: 'Key grafana is revoked.' });
  await until('the key is forgotten', async () => (await status(key)) === 401);
  expect(await status('fixed')).toBe(200);
});

test('a file that turns wrong leaves the keys as they were and is told of once', async () => {
  const { output: key } = keys('create', '--name', 'agents', '--scope', 'read');
  await until('the key is known', async () => (await status(key)) === 200);
  writeFileSync(keysFile, '{');
  await until('the log tells', () => complaints.length > 0);
  expect(complaints).toEqual([
    { reason: `${keysFile}: expected a JSON list of {"name", "sha256", "scopes", "tenant"}` },
  ]);
  expect(await status(key)).toBe(200);
  rmSync(keysFile);
  await until('the keys of a file that is gone are gone', async () => (await status(key)) === 401);
});

test('the command says what is wrong with its line, and with the keys', () => {
  expect(keys('create', '--name', 'a')).toEqual({
    status: 2,
    output: '',
    remark: '--scope is missing: ingest, read, admin\n`npm run keys -- --help` tells more.',
  });
  expect(keys('revoke', 'nobody')).toEqual({
    status: 1,
    output: '',
    remark: `there is no key nobody in ${keysFile}`,
  });
});

test('a key over its limit is answered 429 in both dialects, with when to come back', async () => {
  const { output: key } = keys(
    ...['create', '--name', 'slow', '--scope', 'ingest', '--scope', 'read'],
    ...['--limit', 'ingest=1', '--limit', 'read=1'],
  );
  hive.freezeClock();
  await until('the key is known', async () => (await status(key)) !== 401);
  const question = await fetch(`${hive.bridge.url}/v1/agents`, { headers: bearer(key) });
  expect([question.status, question.headers.get('retry-after')]).toEqual([429, '1']);
  expect((await question.json()) as ApiError).toEqual({
    error: 'rate_limit_exceeded',
    message: 'This API key sends too many requests.',
    status: 429,
    details: { retry_after_seconds: 1 },
  });
  const post = () =>
    fetch(`${hive.bridge.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(key) },
      body: JSON.stringify(otlp([span])),
    });
  const taken = await post();
  const refused = await post();
  const told = ({ status, headers }: Response) => [
    status,
    headers.get('ratelimit-policy'),
    headers.get('ratelimit'),
    headers.get('retry-after'),
  ];
  expect(told(taken)).toEqual([200, '"ingest";q=1;w=1', '"ingest";r=0;t=1', null]);
  expect(told(refused)).toEqual([429, '"ingest";q=1;w=1', '"ingest";r=0;t=1', '1']);
  expect(await refused.json()).toEqual({ code: 8, message: 'This API key sends too many requests.' });
});
