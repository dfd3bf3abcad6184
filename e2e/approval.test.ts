import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AgentSummary, Page, TaskSummary, TaskTimeline } from '@hiveboard/sdk/contract';
import { startTestBridge, type TestBridge } from '../bridge/test/test-bridge.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

let hive: TestBridge;
let folder: string;
beforeAll(async () => {
  hive = await startTestBridge();
  folder = await mkdtemp(join(tmpdir(), 'hive-approval-'));
});
afterAll(async () => {
  await hive.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a program of the example to its end, so that all it said is there. */
const run = (program: string, ...rest: readonly string[]): Promise<unknown> =>
  promisify(execFile)(
    process.execPath,
    [
      '--conditions=@hiveboard/source',
      '--import',
      'tsx',
      `examples/approval-across-processes/${program}.ts`,
      join(folder, 'question.json'),
      ...rest,
    ],
    { cwd: ROOT, env: { ...process.env, HIVE_ENDPOINT: hive.bridge.url } },
  );
const tasks = async (): Promise<readonly TaskSummary[]> =>
  (await hive.ask<Page<TaskSummary>>('/v1/tasks?agent_id=contract-desk')).body.data;
const agent = async (): Promise<AgentSummary | undefined> =>
  (await hive.ask<Page<AgentSummary>>('/v1/agents')).body.data.find(({ agent_id }) => agent_id === 'contract-desk');
const kinds = async (): Promise<readonly string[]> =>
  (await hive.ask<TaskTimeline>('/v1/tasks/contract-77/timeline')).body.events.map(({ kind }) => kind);

test('a task that one process starts waits until another has heard the answer, and is one run from start to end', async () => {
  await run('ask');
  const [waiting, ...others] = await tasks();
  expect(others).toEqual([]);
  expect(waiting).toMatchObject({ task_id: 'contract-77', derived_status: 'waiting', project_id: 'legal' });
  expect(await kinds()).not.toContain('approval_received');

  await run('answer', 'approved');
  const [completed, ...more] = await tasks();
  expect(more).toEqual([]);
  expect(completed).toMatchObject({
    derived_status: 'completed',
    task_run_id: waiting?.task_run_id,
    started_at: waiting?.started_at,
  });
  const told = await kinds();
  for (const once of ['task_started', 'approval_requested', 'approval_received', 'task_completed']) {
    expect(told.filter((kind) => kind === once)).toEqual([once]);
  }
  expect((await agent())?.derived_status).toBe('offline');
});
