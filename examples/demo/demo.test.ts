import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AgentSummary, LlmCallPage, Page, TaskSummary } from '@hiveboard/sdk/contract';
import { isAlive, ROOT, startDemoProcess, type DemoProcess } from '../test/demo-process.js';
import { FLEET } from './fleet/fleet.js';

jest.setTimeout(600_000);

/** The address and the key that a demo prints. */
function accessOf(demo: DemoProcess): { readonly key: string; readonly url: string } {
  const [, key = '', url = ''] = /Bearer (\S+)' '(http:[^']+)\/v1\/agents'/.exec(demo.output()) ?? [];
  return { key, url };
}

/** Asks the API of a running demo with the key that it prints. */
async function ask<T>(demo: DemoProcess, path: string): Promise<T> {
  const { key, url } = accessOf(demo);
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Runs the program that knows nothing of HiveBoard against a demo. */
async function sendPlainSpan(demo: DemoProcess): Promise<void> {
  const { key, url } = accessOf(demo);
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/plain-opentelemetry.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${key}`,
    },
    stdio: 'inherit',
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
}

const openRuns = async (demo: DemoProcess): Promise<readonly string[]> =>
  (await ask<Page<TaskSummary>>(demo, '/v1/tasks?status=processing,waiting,escalated,stuck&limit=200')).data.map(
    ({ task_run_id }) => task_run_id,
  );

const isUp = (demo: DemoProcess) =>
  demo.until('its addresses', () => demo.output().includes('Ctrl-C stops') || undefined);
const gone = async (pid: number): Promise<boolean> => {
  for (let tries = 0; tries < 600 && isAlive(pid); tries += 1) await pause(50);
  return !isAlive(pid);
};

describe('npm run demo', () => {
  let dataDir = '';
  const started: DemoProcess[] = [];
  const start = (variables: Readonly<Record<string, string>> = {}): DemoProcess => {
    const demo = startDemoProcess(dataDir, variables);
    started.push(demo);
    return demo;
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hive-demo-'));
  });
  afterAll(async () => {
    for (const { child, ended } of started) {
      child.kill('SIGKILL');
      await ended;
    }
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('fills in a day, lives, keeps its data over restarts and leaves no process behind', async () => {
    const first = start();
    await isUp(first);
    expect(first.output()).not.toMatch(/fleet:|bridge:/);

    const agents = await ask<Page<AgentSummary>>(first, '/v1/agents');
    expect(agents.data.map(({ agent_id }) => agent_id).sort()).toEqual(Object.keys(FLEET).sort());
    // Now and then all contracts are decided at once; the next one is on its way.
    await first.until('an agent that waits for a person', async () => {
      const { data } = await ask<Page<AgentSummary>>(first, '/v1/agents');
      return data.find(({ derived_status }) => derived_status === 'waiting');
    });
    const tasks = await ask<Page<TaskSummary>>(first, '/v1/tasks?limit=200');
    expect(tasks.pagination.has_more).toBe(true);
    const calls = await ask<LlmCallPage>(first, '/v1/llm-calls?time_range=24h');
    expect(calls.totals.cost).toBeGreaterThan(10);
    expect(calls.totals.estimated_cost).toBeGreaterThan(0);
    expect(calls.totals.unpriced_calls).toBeGreaterThan(0);
    const newest = tasks.data[0]?.started_at ?? '';
    await first.until('a live task', async () => {
      const [latest] = (await ask<Page<TaskSummary>>(first, '/v1/tasks?limit=1')).data;
      return (latest !== undefined && latest.started_at > newest) || undefined;
    });

    await sendPlainSpan(first);
    const foreign = await ask<LlmCallPage>(first, '/v1/llm-calls?agent_id=recipe-bot');
    expect(foreign.data).toMatchObject([{ provider: 'openai', tokens_in: 1250, tokens_out: 310, cost_source: 'list' }]);

    const enginePid = await first.enginePid();
    const before = await ask<LlmCallPage>(first, '/v1/llm-calls?time_range=7d');
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(await gone(enginePid)).toBe(true);

    const second = start();
    await isUp(second);
    expect(second.output()).toMatch(/the gap of 0\.\d h is filled in/);
    const after = await ask<LlmCallPage>(second, '/v1/llm-calls?time_range=7d');
    expect(after.totals.calls).toBeGreaterThanOrEqual(before.totals.calls);
    expect(after.totals.calls).toBeLessThan(before.totals.calls * 1.2);
    // Whoever had work in hand when the demo stopped has given it up in good order.
    const stuck = await ask<Page<TaskSummary>>(second, '/v1/tasks?status=stuck');
    expect(stuck.data).toEqual([]);

    const third = start();
    expect(await third.ended).toBe(1);
    expect(third.output()).toMatch(/is in use by process \d+[\s\S]*HIVE_DATA_DIR/);

    const secondEngine = await second.enginePid();
    const atTheKill = await openRuns(second);
    expect(atTheKill.length).toBeGreaterThan(0);
    second.child.kill('SIGKILL');
    expect(await second.ended).toBe('SIGKILL');
    expect(await gone(secondEngine)).toBe(true);

    const fourth = start();
    await isUp(fourth);
    // What the kill left open has been closed: nobody else would.
    const openNow = await openRuns(fourth);
    expect(openNow.filter((run) => atTheKill.includes(run))).toEqual([]);
    const fourthEngine = await fourth.enginePid();
    fourth.child.kill('SIGTERM');
    expect(await fourth.ended).toBe(0);
    expect(await gone(fourthEngine)).toBe(true);
  });

  it.each(['HIVE_PORT', 'HIVE_PREVIEW_PORT'])(
    'says which variable moves a port that is taken: %s',
    async (variable) => {
      const other = createServer();
      await new Promise<void>((resolve) => {
        other.listen(0, '127.0.0.1', resolve);
      });
      const address = other.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;

      const demo = start({ [variable]: String(port) });

      expect(await demo.ended).toBe(1);
      expect(demo.output()).toContain(`Port ${port} is taken by another program. Set ${variable} to another port`);
      other.close();
    },
  );

  it('ends when its terminal is gone in the middle of its start', async () => {
    const demo = start();
    await demo.until('the start of history', () => demo.output().includes('The bridge listens') || undefined);
    const enginePid = await demo.enginePid();

    demo.child.stdout?.destroy();
    demo.child.kill('SIGHUP');

    expect(await demo.ended).toBe(0);
    expect(await gone(enginePid)).toBe(true);
  });
});
