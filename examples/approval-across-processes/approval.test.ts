import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startCollector, type Collector, type ReceivedSpan } from '../../sdk/test/collector.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('an approval across processes', () => {
  let collector: Collector;
  let folder: string;
  beforeEach(async () => {
    collector = await startCollector();
    folder = await mkdtemp(join(tmpdir(), 'hive-approval-'));
  });
  afterEach(async () => {
    await collector.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (program: string, ...rest: readonly string[]): Promise<void> => {
    const flags = ['--conditions=@hiveboard/source', '--import', 'tsx'];
    const args = [`examples/approval-across-processes/${program}.ts`, join(folder, 'question.json'), ...rest];
    const env = { ...process.env, HIVE_ENDPOINT: collector.endpoint };
    await promisify(execFile)(process.execPath, [...flags, ...args], { cwd: ROOT, env });
  };
  const telling = (event: string): ReceivedSpan | undefined =>
    collector.spans.find(({ events }) => events.some(({ name }) => name === event));
  const ended = (): readonly ReceivedSpan[] =>
    collector.spans.filter(({ attributes }) => attributes['hive.record'] === 'task');

  test('the first program asks and ends, and its task does not', async () => {
    await run('ask');
    expect(telling('hive.approval_requested')?.attributes['hive.record']).toBe('progress');
    expect(ended()).toEqual([]);
  });

  test.each([
    ['approved', 'completed'],
    ['rejected', 'cancelled'],
  ])('the second program hears %s, and the same run is %s', async (answer, outcome) => {
    await run('ask');
    await run('answer', answer);

    const [asked, decided] = [telling('hive.approval_requested'), telling('hive.approval_received')];
    const runId = asked?.attributes['hive.task.run_id'];
    expect(typeof runId).toBe('string');
    expect(decided?.attributes).toMatchObject({ 'hive.task.id': 'contract-77', 'hive.task.run_id': runId });
    expect(decided?.traceId).toBe(asked?.traceId);
    const decision = decided?.events.find(({ name }) => name === 'hive.approval_received');
    expect(decision?.attributes).toMatchObject({ 'hive.approval.decision': answer });

    expect(ended()).toHaveLength(1);
    const [task] = ended();
    expect(task?.attributes).toMatchObject({ 'hive.task.run_id': runId, 'hive.task.outcome': outcome });
    expect(task?.startedAt).toBe(asked?.attributes['hive.progress.start_time_ms']);
  });
});
