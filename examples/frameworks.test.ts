import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startCollector, type Collector } from '../sdk/test/collector.js';
import { completion } from '../sdk/test/chat-replies.js';
import { useProvider } from '../sdk/test/provider.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

let collector: Collector;
const provider = useProvider();
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await collector.close();
});

it.each(['examples/langchain.ts', 'examples/vercel-ai.ts'])(
  '%s reports a task with two calls of the model and the tool between them, and ends by itself',
  async (program) => {
    provider.replies = ({ messages }) =>
      JSON.stringify(messages).includes('"role":"tool"')
        ? completion('Acme is a good lead.')
        : completion(null, [{ id: 'call_1', name: 'search_crm', args: { company: 'Acme' } }]);
    const { stdout } = await run(process.execPath, ['--conditions=@hiveboard/source', '--import', 'tsx', program], {
      cwd: ROOT,
      env: {
        ...process.env,
        HIVE_ENDPOINT: collector.endpoint,
        HIVE_API_KEY: 'k',
        OPENAI_BASE_URL: `${provider.url}/v1`,
        OPENAI_API_KEY: 'k',
      },
    });
    expect(stdout).toBe('Acme is a good lead.\n');
    expect(provider.requests).toHaveLength(2);

    const task = collector.spans.find(({ attributes }) => attributes['hive.record'] === 'task');
    const steps = collector.spans.filter(({ attributes }) => attributes['hive.record'] === 'action');
    const stepId = (name: string): string | undefined => steps.find((step) => step.name === name)?.spanId;
    expect(task?.attributes).toMatchObject({ 'hive.task.id': 'lead-4821', 'hive.task.outcome': 'completed' });
    expect(task?.events.map(({ attributes }) => attributes)).toMatchObject(
      Array.from({ length: 2 }, () => ({
        'hive.llm_call.name': 'qualify_lead',
        'hive.action.id': stepId('qualify_lead'),
        'gen_ai.request.model': 'gpt-4.1-mini-2025-04-14',
        'gen_ai.provider.name': 'openai',
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.output_tokens': 7,
      })),
    );
    expect(steps.map(({ name }) => name).sort()).toEqual(['qualify_lead', 'search_crm']);
    expect(steps.find(({ name }) => name === 'search_crm')?.parentSpanId).toBe(stepId('qualify_lead'));
  },
);
