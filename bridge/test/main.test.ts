import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../clickhouse/test/until.js';
import { startBridgeProcess, type BridgeProcess } from './bridge-process.js';

const folder = mkdtempSync(join(tmpdir(), 'hive-main-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A bridge that ends with these tests. */
function startMain(environment: Readonly<Record<string, string>>): BridgeProcess {
  const bridge = startBridgeProcess({ HIVE_DATA_DIR: join(folder, 'data'), ...environment });
  children.push(bridge.child);
  return bridge;
}

test('the bridge starts with a ClickHouse of its own, answers, and stops on SIGTERM without a trace', async () => {
  const { child, exited, listening, said } = startMain({});
  const { url, clickhouse, embedded } = await listening();
  expect(embedded).toBe(true);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/v1/agents`)).status).toBe(200);
  // The answer that asks the most statements at a time, more of them the second time.
  for (let time = 0; time < 2; time += 1) expect((await fetch(`${url}/v1/agents/nobody`)).status).toBe(404);
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(said()).not.toContain('Warning');
  await expect(fetch(`${clickhouse}/ping`)).rejects.toThrow();
});

test('the log is JSON by the line and tells no key, no hash, no password and no prompt', async () => {
  const keysFile = join(folder, 'changing.json');
  const hash = createHash('sha256').update('hb_live_private').digest('hex');
  const { child, exited, listening, logged } = startMain({
    HIVE_API_KEYS: JSON.stringify([{ name: 'agents', sha256: hash, scopes: ['ingest', 'read', 'admin'] }]),
    HIVE_KEYS_FILE: keysFile,
    CLICKHOUSE_PASSWORD: 'password-private',
    HIVE_LOG_LEVEL: 'debug',
  });
  const { url } = await listening();
  const headers = { authorization: 'Bearer hb_live_private', 'content-type': 'application/json' };
  const attributes = [{ key: 'gen_ai.prompt', value: { stringValue: 'prompt-private' } }];
  const times = { startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now()}000000` };
  const span = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), name: 'chat', ...times, attributes };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const statuses = await Promise.all([
    fetch(`${url}/v1/traces`, { method: 'POST', headers, body }),
    fetch(`${url}/v1/traces`, { method: 'POST', headers, body: body.slice(0, -3) }),
    fetch(`${url}/v1/agents?api_key=hb_live_private`, { headers }),
    fetch(`${url}/metrics`, { headers }),
    fetch(`${url}/v1/tasks/%E0%A4%A/timeline`, { headers }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([200, 400, 400, 200, 400]);
  writeFileSync(keysFile, `[{"name":"hb_live_private","sha256":"hb_live_private","scopes":["read"]}]`);
  await until('the log complains of the keys', () => logged().includes('entry 0.sha256'));
  child.kill('SIGTERM');
  await exited;
  const entries = logged()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(entries).toHaveLength(3);
  for (const entry of entries) {
    expect(entry).toMatchObject({ level: expect.stringMatching(/^(info|error)$/) as string });
    expect(entry).toMatchObject({ time: expect.stringMatching(/^\d{4}-.*Z$/) as string });
    expect(entry).toMatchObject({ msg: expect.stringMatching(/\w/) as string });
  }
  expect(logged()).not.toContain('private');
  expect(logged()).not.toContain(hash);
});

test.each(['HIVE_PORT', 'HIVE_GRPC_PORT'])('a taken port is named, with %s that moves it', async (variable) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { said, exited } = startMain({ [variable]: String(port) });
  const end = await exited;
  other.close();
  expect(end).toEqual([1, null]);
  expect(said()).toBe(`The bridge cannot start.\nPort ${port} is taken. Set ${variable} to another one.\n`);
});

test('a wrong setting is named, and nothing is started', async () => {
  const { said, exited } = startMain({ HIVE_PORT: 'http', HIVE_LOG_LEVEL: 'loud' });
  expect(await exited).toEqual([2, null]);
  expect(said()).toContain('HIVE_PORT: Invalid input: expected number, received NaN');
  expect(said()).toContain('HIVE_LOG_LEVEL: Invalid option');
});

test('a file of keys that is wrong is named, and nothing is started', async () => {
  const file = join(folder, 'keys.json');
  writeFileSync(file, '[{"name":"agents","sha256":"secret","scopes":["ingest"]}]');
  const { said, exited } = startMain({ HIVE_KEYS_FILE: file });
  expect(await exited).toEqual([1, null]);
  expect(said()).toBe(
    `The bridge cannot start.\n${file}: entry 0.sha256: Invalid string: must match pattern /^[0-9a-f]{64}$/\n`,
  );
});

test('a ClickHouse that is not there is named, and waited for', async () => {
  const { child, exited, listening, logged } = startMain({ CLICKHOUSE_URL: 'http://127.0.0.1:9' });
  const { url } = await listening();
  expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'spooling', missing: ['clickhouse'] });
  expect(logged()).toContain('ClickHouse does not answer; telemetry waits in the spool until it does');
  expect(logged()).toContain('127.0.0.1:9');
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
