import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startCollector, type Collector } from '../sdk/test/collector.js';
import { startProvider, type Provider } from '../sdk/test/provider.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const chunk = (choices: readonly object[], rest: object = {}) => ({
  id: 'chatcmpl-2',
  object: 'chat.completion.chunk',
  created: 1694268190,
  model: 'gpt-4.1-mini-2025-04-14',
  choices,
  ...rest,
});

describe('the example for OpenAI', () => {
  let collector: Collector;
  let provider: Provider;
  beforeEach(async () => {
    [collector, provider] = await Promise.all([startCollector(), startProvider()]);
  });
  afterEach(() => Promise.all([collector.close(), provider.close()]));

  it('reports both calls under their steps, prints the story, and ends by itself', async () => {
    provider.replies = [
      {
        json: {
          id: 'chatcmpl-1',
          object: 'chat.completion',
          created: 1694268190,
          model: 'gpt-4.1-mini-2025-04-14',
          choices: [{ index: 0, message: { role: 'assistant', content: 'Paris' }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 17, completion_tokens: 1, total_tokens: 18 },
        },
      },
      {
        events: [
          chunk([{ index: 0, delta: { role: 'assistant', content: 'Once upon ' }, finish_reason: null }]),
          chunk([{ index: 0, delta: { content: 'the Seine.' }, finish_reason: null }]),
          chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]),
          chunk([], { usage: { prompt_tokens: 16, completion_tokens: 6, total_tokens: 22 } }),
          '[DONE]',
        ],
      },
    ];
    const env = {
      ...process.env,
      HIVE_ENDPOINT: collector.endpoint,
      OPENAI_BASE_URL: `${provider.url}/v1`,
      OPENAI_API_KEY: 'k',
      OPENAI_MODEL: 'gpt-4.1-mini',
    };
    const args = ['--conditions=@hiveboard/source', '--import', 'tsx', 'examples/openai.ts'];
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed, exit] = await Promise.all([text(child.stdout), once(child, 'exit')]);

    expect([printed, exit[0]]).toEqual(['Once upon the Seine.\n', 0]);
    expect(provider.requests.map(({ body }) => body['messages'])).toEqual([
      [{ role: 'user', content: 'What is the capital of France? One word.' }],
      [{ role: 'user', content: 'Tell a story of Paris in one sentence.' }],
    ]);
    const task = collector.spans.find(({ attributes }) => attributes['hive.record'] === 'task');
    const steps = new Map(collector.spans.map(({ spanId, name }) => [spanId, name]));
    const calls = task?.events.filter(({ name }) => name === 'hive.llm_call').map(({ attributes }) => attributes);
    expect(
      calls?.map((call) => [
        steps.get(String(call['hive.action.id'])),
        call['hive.llm_call.name'],
        call['gen_ai.request.model'],
        call['gen_ai.usage.input_tokens'],
        call['gen_ai.usage.output_tokens'],
      ]),
    ).toEqual([
      ['find_capital', 'find_capital', 'gpt-4.1-mini-2025-04-14', 17, 1],
      ['tell_story', 'tell_story', 'gpt-4.1-mini-2025-04-14', 16, 6],
    ]);
  });
});
