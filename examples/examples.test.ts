import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startCollector, type Collector } from '../sdk/test/collector.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('the examples', () => {
  let collector: Collector;
  beforeEach(async () => {
    collector = await startCollector();
  });
  afterEach(() => collector.close());

  const run = async (program: string, env: Readonly<Record<string, string>>): Promise<unknown> => {
    const args = ['--conditions=@hiveboard/source', '--import', 'tsx', program];
    const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'inherit' });
    const exit: readonly unknown[] = await once(child, 'exit');
    return exit[0];
  };

  it('quickstart reports a task with a plan, a step and a call, and ends by itself', async () => {
    expect(await run('examples/quickstart.ts', { HIVE_ENDPOINT: collector.endpoint, HIVE_API_KEY: 'k' })).toBe(0);

    expect(collector.requests[0]?.headers.authorization).toBe('Bearer k');
    const task = collector.spans.find(({ attributes }) => attributes['hive.record'] === 'task');
    expect(task?.attributes).toMatchObject({ 'hive.agent.id': 'quickstart', 'hive.task.outcome': 'completed' });
    expect(task?.events.map(({ name }) => name)).toEqual(['hive.plan_created', 'hive.llm_call']);
    expect(collector.spans.some(({ name }) => name === 'search_crm')).toBe(true);
  });

  it('quickstart is what the README of the SDK shows, in fewer than 15 lines', () => {
    const [, shown = ''] = /```ts\n(.*?)```/s.exec(readFileSync(`${ROOT}sdk/README.md`, 'utf8')) ?? [];
    expect(readFileSync(`${ROOT}examples/quickstart.ts`, 'utf8').replace(/^(\/\/.*\n)+/, '')).toBe(shown);
    expect(shown.trimEnd().split('\n').length).toBeLessThan(15);
  });

  it('plain-opentelemetry sends one chat span that knows nothing of HiveBoard', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=k' };
    expect(await run('examples/plain-opentelemetry.ts', env)).toBe(0);

    expect(collector.requests[0]?.headers['x-api-key']).toBe('k');
    expect(collector.spans).toHaveLength(1);
    const [span] = collector.spans;
    expect(span?.name).toBe('chat gpt-4o-mini');
    expect(Object.keys(span?.attributes ?? {}).filter((key) => !key.startsWith('gen_ai.'))).toEqual([]);
  });
});
