import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startBridge, type Bridge } from '@hiveboard/bridge';

// Runs provisioning/collector.yaml in a real Collector before a real bridge: `npm run try-collector -- <otelcol-contrib>`.
// It is no part of `npm test`, which installs nothing that npm does not have.
const [binary] = process.argv.slice(2);
if (binary === undefined) {
  process.stderr.write('Usage: npm run try-collector -- <path of otelcol-contrib>\n');
  process.exit(2);
}
const CONFIG = join(import.meta.dirname, '../provisioning/collector.yaml');
const folder = mkdtempSync(join(tmpdir(), 'hive-collector-'));
const log = { error: () => undefined };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

const bridgePort = await freePort();
const httpPort = await freePort();
const environment = {
  ...process.env,
  QUEUE_DIR: join(folder, 'queue'),
  OTLP_HTTP_ENDPOINT: `127.0.0.1:${httpPort}`,
  OTLP_GRPC_ENDPOINT: `127.0.0.1:${await freePort()}`,
  HIVE_BRIDGE_URL: `http://127.0.0.1:${bridgePort}`,
  HIVE_INGEST_KEY: 'none is asked for on the loopback',
};

const bridge = (): Promise<Bridge> =>
  startBridge(
    {
      host: '127.0.0.1',
      port: bridgePort,
      database: { kind: 'embedded', dataDir: join(folder, 'data') },
      spool: { folder: join(folder, 'spool'), maxBytes: 1024 * 1024, maxAgeMs: 3_600_000 },
      keys: [],
      maxBodyBytes: 1024 * 1024,
    },
    { log },
  );

/** Tries until something holds; whoever runs this sees what it waits for. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await holds().catch(() => false)) {
      process.stdout.write(`${what}\n`);
      return;
    }
    await pause(100);
  }
  throw new Error(`In vain: ${what}`);
}

async function collector(): Promise<ChildProcess> {
  const options = ['--config', CONFIG, '--set', 'service::telemetry::logs::level=error'];
  const child = spawn(binary ?? '', options, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  await until('the Collector listens', async () => {
    const answer = await fetch(`http://127.0.0.1:${httpPort}/v1/traces`);
    return answer.status === 405;
  });
  return child;
}

const attribute = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
let callCount = 0;

/** Sends one call to a model through the Collector; it answers 200 once its queue has it. */
async function send(agent: string): Promise<void> {
  callCount += 1;
  const at = `${Date.now()}000000`;
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: callCount.toString(16).padStart(16, 'a'),
    name: 'chat',
    startTimeUnixNano: at,
    endTimeUnixNano: at,
    attributes: [
      attribute('gen_ai.operation.name', 'chat'),
      attribute('gen_ai.request.model', 'gpt-4o'),
      attribute('gen_ai.agent.name', agent),
    ],
  };
  const answer = await fetch(`http://127.0.0.1:${httpPort}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
  if (answer.status !== 200) throw new Error(`The Collector answered ${answer.status}.`);
}

async function calls(agent: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${bridgePort}/v1/llm-calls?agent_id=${agent}`);
  return ((await answer.json()) as { readonly data: readonly unknown[] }).data.length;
}

const kill = async (child: ChildProcess): Promise<void> => {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
};

execFileSync(binary, ['validate', '--config', CONFIG], { env: environment, stdio: 'inherit' });
process.stdout.write('the Collector finds nothing wrong with the configuration\n');
let running = await bridge();
let child = await collector();
try {
  await send('passes');
  await until('what was sent is with the bridge', async () => (await calls('passes')) === 1);
  await running.close();
  for (let count = 0; count < 5; count += 1) await send('waits');
  await kill(child);
  process.stdout.write('the bridge is away, five calls were taken, and the Collector was killed\n');
  child = await collector();
  running = await bridge();
  await until('all five are with the bridge', async () => (await calls('waits')) === 5);
} finally {
  await kill(child);
  await running.close();
  rmSync(folder, { recursive: true, force: true });
}
