import { createOpenAI } from '@ai-sdk/openai';
import { generateText, stepCountIs, streamText, tool, wrapLanguageModel, type LanguageModel } from 'ai';
import { MockLanguageModelV3, convertArrayToReadableStream } from 'ai/test';
import { z } from 'zod';
import { hiveMiddleware, hiveTools, type HiveMiddlewareOptions, type HiveToolsOptions } from '../src/adapters/ai.js';
import { completion, refusal, stalled, streamed } from './chat-replies.js';
import { useProvider } from './provider.js';
import { useHive, withoutId } from './use-hive.js';

const hive = useHive();
const provider = useProvider();
beforeEach(() => {
  provider.replies = [completion('Hello.')];
});
const quiet = { heartbeatInterval: 0 };

const COUNTS = {
  'gen_ai.usage.input_tokens': 20,
  'gen_ai.usage.output_tokens': 7,
  'gen_ai.usage.cache_read.input_tokens': 12,
  'gen_ai.usage.reasoning.output_tokens': 3,
};

/** An agent, a watched model of the local server, and what was received. */
function connect(options: HiveMiddlewareOptions = {}) {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  const openai = createOpenAI({ apiKey: 'k', baseURL: `${provider.url}/v1` });
  const watched = (model: Parameters<typeof wrapLanguageModel>[0]['model']): LanguageModel =>
    wrapLanguageModel({ model, middleware: hiveMiddleware({ agent, ...options }) });
  return {
    agent,
    watched,
    model: watched(openai.chat('gpt-4.1-mini')),
    calls: async () => {
      await client.flush();
      // News of a running task repeats its events.
      const events = new Map(hive.events('llm_call').map((event) => [event.attributes['hive.event.id'], event]));
      return [...events.values()].map(withoutId);
    },
  };
}

const search = () =>
  tool({
    description: 'Looks a company up',
    inputSchema: z.object({ company: z.string() }),
    execute: ({ company }) => Promise.resolve(`${company}: 40 employees`),
  });

const hasToolResult = ({ messages }: Readonly<Record<string, unknown>>): boolean =>
  JSON.stringify(messages).includes('"role":"tool"');
const CALL_OF_TOOL = [{ id: 'call_1', name: 'search_crm', args: { company: 'Acme' } }];

describe('generateText', () => {
  it('becomes a model call of the task, with all its counts, named after the step that makes it', async () => {
    const { agent, model, calls } = connect();
    await agent.task('t', {}, () =>
      agent.track('score_lead', async () => {
        expect((await generateText({ model, prompt: 'Score Acme' })).text).toBe('Hello.');
      }),
    );
    expect(await calls()).toEqual([
      {
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4.1-mini-2025-04-14',
        ...COUNTS,
        'hive.action.id': hive.spans('action')[0]?.spanId,
        'hive.event.kind': 'llm_call',
        'hive.event.severity': 'info',
        'hive.event.summary': 'score_lead: gpt-4.1-mini-2025-04-14 (20→7)',
        'hive.event.tags': ['llm'],
        'hive.llm_call.duration_ms': expect.any(Number) as unknown,
        'hive.llm_call.name': 'score_lead',
      },
    ]);
    expect(hive.spans('task')[0]?.events.map(({ name }) => name)).toEqual(['hive.llm_call']);
  });

  it('with tools becomes one call per turn, and a step per tool that is asked for', async () => {
    provider.replies = (request) =>
      hasToolResult(request) ? completion('A good lead.') : completion(null, CALL_OF_TOOL);
    const { agent, model, calls } = connect();
    const result = await agent.task('t', {}, () =>
      generateText({
        model,
        prompt: 'Is Acme good?',
        tools: hiveTools({ search_crm: search() }, { agent }),
        stopWhen: stepCountIs(5),
      }),
    );
    expect(result.text).toBe('A good lead.');
    expect(await calls()).toMatchObject([
      { 'hive.llm_call.name': 'chat', ...COUNTS },
      { 'hive.llm_call.name': 'chat', ...COUNTS },
    ]);
    expect(hive.spans('action').map(({ name, attributes }) => [name, attributes['hive.task.id']])).toEqual([
      ['search_crm', 't'],
    ]);
  });

  it('keeps parallel calls apart', async () => {
    const { agent, model, calls } = connect();
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        agent.task(`t${index}`, {}, () => agent.track(`step ${index}`, () => generateText({ model, prompt: 'Hi' }))),
      ),
    );
    const made = await calls();
    const steps = new Map(hive.spans('action').map(({ spanId, name }) => [spanId, name]));
    expect(made.map((call) => steps.get(String(call['hive.action.id'])))).toEqual(
      made.map((call) => call['hive.llm_call.name']),
    );
    expect(made).toHaveLength(10);
  });

  it('takes the name that the call gives, else that of the options', async () => {
    const { agent, model, calls } = connect({ name: 'helper' });
    await agent.track('step', async () => {
      await generateText({ model, prompt: 'Hi' });
      await generateText({ model, prompt: 'Hi', providerOptions: { hiveboard: { name: 'greet' } } });
    });
    expect((await calls()).map((call) => call['hive.llm_call.name'])).toEqual(['helper', 'greet']);
  });

  it('tells of each request that fails, and rejects as it would', async () => {
    let requests = 0;
    provider.replies = () => (++requests === 1 ? refusal(500, 'Try again') : refusal(400, 'No such model'));
    const { model, calls } = connect();
    await expect(generateText({ model, prompt: 'Hi', maxRetries: 2 })).rejects.toThrow('No such model');
    expect(await calls()).toMatchObject(
      [
        '{"error_type":"AI_APICallError","error_message":"Try again","status":500}',
        '{"error_type":"AI_APICallError","error_message":"No such model","status":400}',
      ].map((metadata) => ({
        'gen_ai.request.model': 'gpt-4.1-mini',
        'hive.event.severity': 'error',
        'hive.llm_call.metadata': metadata,
      })),
    );
  });

  it('says nothing of prompt and answer unless it is asked to', async () => {
    const { model, calls } = connect({ previews: true });
    await generateText({ model, system: 'Be kind.', prompt: 'Hi' });
    expect(await calls()).toMatchObject([
      {
        'hive.llm_call.prompt_preview': 'system: Be kind.\nuser: Hi',
        'hive.llm_call.response_preview': 'Hello.',
      },
    ]);
  });
});

describe('streamText', () => {
  it('becomes one call when the answer has been read, though it is read elsewhere', async () => {
    provider.replies = [streamed(['Nine', ' out of', ' ten'])];
    const { agent, model, calls } = connect({ previews: true });
    const task = agent.startTask('t');
    const { textStream } = task.run(() => streamText({ model, prompt: 'Score Acme' }));
    const pieces: string[] = [];
    for await (const piece of textStream) pieces.push(piece);
    task.complete();
    expect(pieces).toEqual(['Nine', ' out of', ' ten']);
    expect(await calls()).toMatchObject([
      {
        'gen_ai.request.model': 'gpt-4.1-mini-2025-04-14',
        ...COUNTS,
        'hive.llm_call.response_preview': 'Nine out of ten',
      },
    ]);
    expect(hive.spans('task')[0]?.events.map(({ name }) => name)).toEqual(['hive.llm_call']);
  });

  it('with tools becomes steps of the task that it was begun in', async () => {
    provider.replies = (request) => (hasToolResult(request) ? streamed(['Good']) : completionStream());
    const { agent, model, calls } = connect();
    const task = agent.startTask('t');
    const { text } = task.run(() =>
      streamText({
        model,
        prompt: 'Is Acme good?',
        tools: hiveTools({ search_crm: search() }),
        stopWhen: stepCountIs(5),
      }),
    );
    expect(await text).toBe('Good');
    task.complete();
    expect(await calls()).toHaveLength(2);
    expect(hive.spans('action').map(({ name, attributes }) => [name, attributes['hive.task.id']])).toEqual([
      ['search_crm', 't'],
    ]);
  });

  it('is told of when its caller aborts it', async () => {
    provider.replies = [stalled(['Nine'])];
    const { agent, model, calls } = connect();
    const aborter = new AbortController();
    await agent.task('t', {}, async () => {
      const { fullStream } = streamText({ model, prompt: 'Score Acme', abortSignal: aborter.signal });
      const types: string[] = [];
      for await (const { type } of fullStream) {
        types.push(type);
        if (type === 'text-delta') aborter.abort();
      }
      expect(types.at(-1)).toBe('abort');
    });
    await provider.hungUp;
    expect(await calls()).toMatchObject([
      { 'gen_ai.request.model': 'gpt-4.1-mini-2025-04-14', 'hive.llm_call.metadata': '{"aborted":true}' },
    ]);
  });

  it('is told of when its reader wants no more, and the provider hears of that too', async () => {
    provider.replies = [stalled(['Nine'])];
    const { agent, calls } = connect();
    const openai = createOpenAI({ apiKey: 'k', baseURL: `${provider.url}/v1` });
    const model = wrapLanguageModel({ model: openai.chat('gpt-4.1-mini'), middleware: hiveMiddleware({ agent }) });
    const task = agent.startTask('t');
    const { stream } = await task.run(() =>
      model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }),
    );
    for await (const { type } of stream) if (type === 'text-delta') break;
    await provider.hungUp;
    task.complete();
    const [call, ...others] = await calls();
    expect(hive.spans('task')[0]?.events.map(({ name }) => name)).toEqual(['hive.llm_call']);
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      'gen_ai.request.model': 'gpt-4.1-mini-2025-04-14',
      'hive.event.severity': 'info',
      'hive.llm_call.metadata': '{"aborted":true}',
    });
    expect(Object.keys(call ?? {}).filter((key) => key.startsWith('gen_ai.usage'))).toEqual([]);
  });

  it('is told of when the provider refuses it, and when an error comes inside the stream', async () => {
    const { model, calls } = connect();
    const failing = async (): Promise<void> => {
      const errors: unknown[] = [];
      const { text } = streamText({
        model,
        prompt: 'Hi',
        maxRetries: 0,
        onError: ({ error }) => void errors.push(error),
      });
      await Promise.resolve(text).catch(() => undefined);
      expect(errors).toHaveLength(1);
    };
    provider.replies = [refusal(400, 'No such model')];
    await failing();
    provider.replies = () => ({
      events: [{ error: { message: 'Overloaded', type: 'server_error', code: null, param: null } }],
    });
    await failing();
    expect((await calls()).map((call) => call['hive.event.severity'])).toEqual(['error', 'error']);
  });
});

/** A stream that asks for the tool. */
const completionStream = () => ({
  events: [
    {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_770_000_000,
      model: 'gpt-4.1-mini-2025-04-14',
      choices: [
        {
          index: 0,
          delta: {
            role: 'assistant',
            tool_calls: [
              {
                index: 0,
                id: 'call_1',
                type: 'function',
                function: { name: 'search_crm', arguments: '{"company":"Acme"}' },
              },
            ],
          },
          finish_reason: 'tool_calls',
        },
      ],
    },
  ],
});

describe('a model of an older or another provider', () => {
  it.each<readonly [string, unknown]>([
    ['without details', { inputTokens: 20, outputTokens: 7, totalTokens: 27 }],
    [
      'of version 2 of the interface',
      { inputTokens: 20, outputTokens: 7, totalTokens: 27, cachedInputTokens: 12, reasoningTokens: 3 },
    ],
    [
      'of version 3 of the interface',
      {
        inputTokens: { total: 20, noCache: 8, cacheRead: 12, cacheWrite: undefined },
        outputTokens: { total: 7, text: 4, reasoning: 3 },
      },
    ],
  ])('has its counts read: those %s', async (what, usage) => {
    const { watched, calls } = connect();
    const result = {
      content: [{ type: 'text', text: 'Hi' }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage,
      warnings: [],
    };
    const model = new MockLanguageModelV3({
      provider: 'anthropic.messages',
      modelId: 'claude',
      // A provider of another version passes what its version says.
      doGenerate: () => Promise.resolve(JSON.parse(JSON.stringify(result)) as never),
      doStream: () =>
        Promise.resolve({
          stream: convertArrayToReadableStream([
            { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: usage as never },
          ]),
        }),
    });
    const watchedModel = watched(model);
    await generateText({ model: watchedModel, prompt: 'Hi' });
    await streamText({ model: watchedModel, prompt: 'Hi' }).consumeStream();
    const counts =
      what === 'without details' ? { 'gen_ai.usage.input_tokens': 20, 'gen_ai.usage.output_tokens': 7 } : COUNTS;
    const call = { 'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'claude', ...counts };
    expect(await calls()).toMatchObject([call, call]);
  });
});

describe('hiveTools', () => {
  const OPTIONS = { toolCallId: 'call_1', messages: [] };

  it('leaves results and exceptions as they are, and tools without execute alone', async () => {
    const { agent, calls } = connect();
    const asked = { inputSchema: z.object({}) };
    const tools = hiveTools(
      { add: { execute: (a: number) => a + 1 }, fail: { execute: () => Promise.reject(new TypeError('no')) }, asked },
      { agent },
    );
    expect(tools.asked).toBe(asked);
    expect(tools.add.execute(1)).toBe(2);
    await expect(tools.fail.execute()).rejects.toThrow(TypeError);
    expect(() => hiveTools({ bad: { execute: () => JSON.parse('{') as unknown } }, { agent }).bad.execute()).toThrow(
      SyntaxError,
    );
    await calls();
    expect(hive.spans('action').map(({ name, status }) => [name, status.code])).toEqual([
      ['add', 0],
      ['fail', 2],
      ['bad', 2],
    ]);
  });

  it('follows a tool that gives several outputs to its last, whose work belongs to the step', async () => {
    const { agent, calls } = connect();
    const counting = tool({
      inputSchema: z.object({ to: z.number() }),
      async *execute({ to }) {
        for (let count = 1; count <= to; count++) {
          agent.event('counted', { count });
          yield await Promise.resolve(count);
        }
      },
    });
    const { count } = hiveTools({ count: counting }, { agent, previews: true });
    const outputs: unknown[] = [];
    const given: unknown = await count.execute?.({ to: 3 }, OPTIONS);
    for await (const output of given as AsyncIterable<unknown>) outputs.push(output);
    expect(outputs).toEqual([1, 2, 3]);
    await calls();
    const [step] = hive.spans('action');
    expect(step?.attributes['hive.action.payload']).toBe('{"input":{"to":3},"output":3}');
    expect(hive.events('custom').map(({ attributes }) => attributes['hive.action.id'])).toEqual(
      Array.from({ length: 3 }, () => step?.spanId),
    );
  });

  it('tells such a tool when its reader wants no more, and ends the step', async () => {
    const { agent, calls } = connect();
    let hasStopped = false;
    const endless = {
      async *execute() {
        try {
          for (;;) yield await Promise.resolve(1);
        } finally {
          hasStopped = true;
        }
      },
    };
    for await (const output of hiveTools({ endless }, { agent }).endless.execute()) if (output === 1) break;
    expect(hasStopped).toBe(true);
    await calls();
    expect(hive.spans('action').map(({ name, status }) => [name, status.code])).toEqual([['endless', 0]]);
  });

  it('fails the step of such a tool that throws', async () => {
    const { agent, calls } = connect();
    const broken = {
      async *execute() {
        yield await Promise.resolve(1);
        throw new TypeError('no');
      },
    };
    await expect(async () => {
      for await (const output of hiveTools({ broken }, { agent }).broken.execute()) expect(output).toBe(1);
    }).rejects.toThrow(TypeError);
    await calls();
    expect(hive.spans('action').map(({ status }) => status)).toEqual([{ code: 2, message: 'no' }]);
  });
});

it('lives without an agent and with options that are none', async () => {
  const { calls } = connect();
  const openai = createOpenAI({ apiKey: 'k', baseURL: `${provider.url}/v1` });
  const nothing: unknown = null;
  const model = wrapLanguageModel({
    model: openai.chat('gpt-4.1-mini'),
    middleware: hiveMiddleware(nothing as HiveMiddlewareOptions),
  });
  expect((await generateText({ model, prompt: 'Hi' })).text).toBe('Hello.');
  expect(hiveTools({ add: { execute: () => 2 } }, nothing as HiveToolsOptions).add.execute()).toBe(2);
  expect(await calls()).toEqual([]);
});
