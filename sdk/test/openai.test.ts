import OpenAI, { APIPromise, APIUserAbortError, AzureOpenAI, RateLimitError, type ClientOptions } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { Stream } from 'openai/streaming';
import { z } from 'zod';
import { wrapOpenAI, type WrapOpenAIOptions } from '../src/adapters/openai.js';
import type { Agent } from '../src/index.js';
import { useProvider } from './provider.js';
import { callsOf, distinct } from './received-calls.js';
import { useHive } from './use-hive.js';

const hive = useHive();
const provider = useProvider();

const MESSAGES = [
  { role: 'system' as const, content: 'Be brief.' },
  { role: 'user' as const, content: 'Say this is a test' },
];
const CHAT = { model: 'gpt-4o', messages: MESSAGES, temperature: 0.7, max_completion_tokens: 100 };

const completion = (content: string) => ({
  id: 'chatcmpl-abc123',
  object: 'chat.completion',
  created: 1677858242,
  model: 'gpt-4o-2024-08-06',
  choices: [
    { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' },
  ],
  usage: {
    prompt_tokens: 1486,
    completion_tokens: 651,
    total_tokens: 2137,
    prompt_tokens_details: { cached_tokens: 1408, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 512, audio_tokens: 0 },
  },
});
const COMPLETION = completion('This is a test!');

const chunk = (delta: object, rest: object = {}) => ({
  id: 'chatcmpl-123',
  object: 'chat.completion.chunk',
  created: 1694268190,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
  ...rest,
});
const CHUNKS = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Hello' }),
  chunk({ content: ' there' }),
  chunk({}, { choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }] }),
];
const USAGE_CHUNK = chunk({}, { choices: [], usage: { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 } });

const RESPONSE = {
  id: 'resp_67cc',
  object: 'response',
  created_at: 1741476542,
  status: 'completed',
  error: null,
  incomplete_details: null,
  model: 'gpt-4.1-2025-04-14',
  output: [
    {
      type: 'message',
      id: 'msg_67cc',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'In a peaceful grove', annotations: [] }],
    },
  ],
  usage: {
    input_tokens: 36,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 87,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 123,
  },
};
const RESPONSE_EVENTS = [
  { type: 'response.created', response: { ...RESPONSE, status: 'in_progress', output: [], usage: null } },
  {
    type: 'response.output_item.added',
    output_index: 0,
    item: { id: 'msg_67cc', type: 'message', status: 'in_progress', role: 'assistant', content: [] },
  },
  {
    type: 'response.content_part.added',
    item_id: 'msg_67cc',
    output_index: 0,
    content_index: 0,
    part: { type: 'output_text', text: '', annotations: [] },
  },
  { type: 'response.output_text.delta', item_id: 'msg_67cc', output_index: 0, content_index: 0, delta: 'In a ' },
  {
    type: 'response.output_text.delta',
    item_id: 'msg_67cc',
    output_index: 0,
    content_index: 0,
    delta: 'peaceful grove',
  },
  { type: 'response.completed', response: RESPONSE },
];

const rateLimited = {
  status: 429,
  json: { error: { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
};
const CHAT_CALL = {
  'hive.llm_call.name': 'chat',
  'gen_ai.request.model': 'gpt-4o-2024-08-06',
  'gen_ai.usage.input_tokens': 1486,
  'gen_ai.usage.output_tokens': 651,
  'gen_ai.usage.cache_read.input_tokens': 1408,
  'gen_ai.usage.reasoning.output_tokens': 512,
  metadata: {
    operation: 'chat',
    temperature: 0.7,
    max_tokens: 100,
    response_id: 'chatcmpl-abc123',
    stop_reason: 'stop',
  },
};
const STREAM_CALL = {
  'hive.llm_call.name': 'chat',
  'gen_ai.request.model': 'gpt-4o-mini-2024-07-18',
  metadata: { operation: 'chat', streamed: true, response_id: 'chatcmpl-123', stop_reason: 'stop' },
};
const RESPONSE_CALL = {
  'hive.llm_call.name': 'chat',
  'gen_ai.request.model': 'gpt-4.1-2025-04-14',
  'gen_ai.usage.input_tokens': 36,
  'gen_ai.usage.output_tokens': 87,
  'gen_ai.usage.cache_read.input_tokens': 0,
  'gen_ai.usage.reasoning.output_tokens': 0,
  metadata: { operation: 'chat', response_id: 'resp_67cc', stop_reason: 'completed' },
};

const client = (options: ClientOptions = {}): OpenAI =>
  new OpenAI({ apiKey: 'k', baseURL: `${provider.url}/v1`, maxRetries: 0, logLevel: 'off', ...options });
const wrapped = (options: WrapOpenAIOptions = {}): OpenAI => wrapOpenAI(client(), options);
const newAgent = (): Agent => hive.connect().agent('a', { heartbeatInterval: 0 });

/** Runs work inside a task and answers the calls that it reported. */
async function callsIn(work: () => Promise<unknown>): Promise<readonly Record<string, unknown>[]> {
  const connected = hive.connect();
  await connected.agent('a', { heartbeatInterval: 0 }).task('t', {}, work);
  await connected.flush();
  return callsOf(hive.events('llm_call'));
}

const nothing = (): void => undefined;

test.each<readonly [string, readonly object[] | object, (openai: OpenAI) => Promise<unknown>, object]>([
  ['chat.completions.create', COMPLETION, (openai) => openai.chat.completions.create(CHAT), CHAT_CALL],
  [
    'chat.completions.parse',
    completion('{"answer":4}'),
    async (openai) => {
      const format = zodResponseFormat(z.object({ answer: z.number() }), 'math');
      const parsed = await openai.chat.completions.parse({ ...CHAT, response_format: format });
      expect(parsed.choices[0]?.message.parsed).toEqual({ answer: 4 });
    },
    CHAT_CALL,
  ],
  [
    'chat.completions.create with stream',
    [...CHUNKS, USAGE_CHUNK, '[DONE]'],
    async (openai) => {
      const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: MESSAGES, stream: true });
      const received: unknown[] = [];
      for await (const each of stream) received.push(each);
      expect(received).toEqual([...CHUNKS, USAGE_CHUNK]);
    },
    { ...STREAM_CALL, 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.output_tokens': 12 },
  ],
  [
    'a chat stream that does not tell its usage',
    [...CHUNKS, '[DONE]'],
    async (openai) => {
      const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: MESSAGES, stream: true });
      for await (const each of stream) nothing.call(each);
    },
    STREAM_CALL,
  ],
  [
    'chat.completions.stream',
    [...CHUNKS, USAGE_CHUNK, '[DONE]'],
    async (openai) => {
      const runner = openai.chat.completions.stream({ model: 'gpt-4o-mini', messages: MESSAGES });
      expect(await runner.finalContent()).toBe('Hello there');
    },
    { ...STREAM_CALL, 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.output_tokens': 12 },
  ],
  [
    'responses.create',
    RESPONSE,
    async (openai) => {
      const response = await openai.responses.create({ model: 'gpt-4.1', input: 'Tell me a story' });
      expect(response.output_text).toBe('In a peaceful grove');
    },
    RESPONSE_CALL,
  ],
  [
    'responses.parse',
    RESPONSE,
    async (openai) => {
      const response = await openai.responses.parse({ model: 'gpt-4.1', input: 'Tell me a story' });
      expect(response.output_text).toBe('In a peaceful grove');
    },
    RESPONSE_CALL,
  ],
  [
    'responses.create with stream',
    RESPONSE_EVENTS,
    async (openai) => {
      const stream = await openai.responses.create({ model: 'gpt-4.1', input: 'Tell me a story', stream: true });
      const types: string[] = [];
      for await (const event of stream) types.push(event.type);
      expect(types).toEqual(RESPONSE_EVENTS.map(({ type }) => type));
    },
    { ...RESPONSE_CALL, metadata: { ...RESPONSE_CALL.metadata, streamed: true } },
  ],
  [
    'responses.stream',
    RESPONSE_EVENTS,
    async (openai) => {
      const runner = openai.responses.stream({ model: 'gpt-4.1', input: 'Tell me a story' });
      expect((await runner.finalResponse()).output_text).toBe('In a peaceful grove');
    },
    { ...RESPONSE_CALL, metadata: { ...RESPONSE_CALL.metadata, streamed: true } },
  ],
  [
    'embeddings.create',
    {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: 'AACAPwAAAEA=' }],
      model: 'text-embedding-3-small',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    },
    async (openai) => {
      const embeddings = await openai.embeddings.create({ model: 'text-embedding-3-small', input: 'The food was' });
      expect(embeddings.data[0]?.embedding).toEqual([1, 2]);
    },
    {
      'hive.llm_call.name': 'embeddings',
      'gen_ai.request.model': 'text-embedding-3-small',
      'gen_ai.usage.input_tokens': 8,
      'gen_ai.usage.output_tokens': 0,
      metadata: { operation: 'embeddings' },
    },
  ],
])('reports %s once, and leaves its result as it is', async (_what, answer, ask, expected) => {
  provider.replies = [Array.isArray(answer) ? { events: answer as readonly object[] } : { json: answer }];

  expect(await callsIn(() => ask(wrapped()))).toEqual([expected]);
  expect(provider.requests).toHaveLength(1);
  expect(hive.warnings).toEqual([]);
});

/** Its promises unwrap into others past themselves, as those of openai 7 do. */
class OpenAI7 extends OpenAI {
  override post<T>(...args: Parameters<OpenAI['post']>): APIPromise<T> {
    const promise = super.post<T>(...args);
    const other: unknown = Reflect.construct(APIPromise, [
      this,
      Reflect.get(promise, 'responsePromise'),
      Reflect.get(promise, 'parseResponse'),
    ]);
    if (!(other instanceof APIPromise)) throw new Error('not a promise of the package');
    return Object.assign(promise, { _thenUnwrap: other._thenUnwrap.bind(other) });
  }
}

test('hears of results that helpers unwrap past the one they got', async () => {
  provider.replies = [{ json: COMPLETION }];
  const openai = wrapOpenAI(new OpenAI7({ apiKey: 'k', baseURL: `${provider.url}/v1` }));
  const calls = await callsIn(async () => {
    await openai.chat.completions.create(CHAT);
    await openai.chat.completions.parse(CHAT);
  });

  expect(calls).toEqual([CHAT_CALL, CHAT_CALL]);
});

test('leaves no rejection behind that nobody handles', async () => {
  provider.replies = [rateLimited];
  const orphans: unknown[] = [];
  const onOrphan = (error: unknown): void => {
    orphans.push(error);
  };
  process.on('unhandledRejection', onOrphan);
  const openai7 = wrapOpenAI(new OpenAI7({ apiKey: 'k', baseURL: `${provider.url}/v1`, maxRetries: 0 }));
  const calls = await callsIn(async () => {
    for (const openai of [wrapped(), openai7]) {
      await expect(openai.chat.completions.create(CHAT)).rejects.toBeInstanceOf(RateLimitError);
      await expect(openai.chat.completions.parse(CHAT)).rejects.toBeInstanceOf(RateLimitError);
      await expect(openai.chat.completions.create(CHAT).withResponse()).rejects.toBeInstanceOf(RateLimitError);
      await expect(openai.chat.completions.create(CHAT).asResponse()).rejects.toBeInstanceOf(RateLimitError);
    }
  });
  process.off('unhandledRejection', onOrphan);

  expect(orphans).toEqual([]);
  expect(calls).toHaveLength(8);
});

test('reports every round of runTools', async () => {
  const asking = {
    ...COMPLETION,
    choices: [
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } }],
        },
      },
    ],
  };
  provider.replies = [{ json: asking }, { json: COMPLETION }];

  const calls = await callsIn(async () => {
    const weather = {
      type: 'function' as const,
      function: { function: () => 'sunny', name: 'weather', description: 'weather', parameters: {} },
    };
    const runner = wrapped().chat.completions.runTools({ ...CHAT, tools: [weather] });
    expect(await runner.finalContent()).toBe('This is a test!');
  });

  expect(calls).toEqual([{ ...CHAT_CALL, metadata: { ...CHAT_CALL.metadata, stop_reason: 'tool_calls' } }, CHAT_CALL]);
});

test('sends just what the application sends, and asks for the usage of streams only when told to', async () => {
  provider.replies = [{ events: ['[DONE]'] }];
  const body = { model: 'gpt-4o-mini', messages: MESSAGES, stream: true as const };
  await callsIn(async () => {
    for (const openai of [client(), wrapped(), wrapped({ includeUsage: true })]) {
      for await (const each of await openai.chat.completions.create(body)) nothing.call(each);
    }
    const refused = { ...body, stream_options: { include_usage: false } };
    const openai = wrapped({ includeUsage: true });
    for await (const each of await openai.chat.completions.create(refused)) nothing.call(each);
    await openai.responses.create({ model: 'gpt-4.1', input: 'Hi', stream: true });
  });

  const [bare, same, asked, refused, response] = provider.requests.map((request) => request.body);
  expect(same).toEqual(bare);
  expect(asked).toEqual({ ...bare, stream_options: { include_usage: true } });
  expect(refused).toEqual({ ...bare, stream_options: { include_usage: false } });
  expect(response).toEqual({ model: 'gpt-4.1', input: 'Hi', stream: true });
});

test('keeps the promise of the package, with its response, its raw response and its types', async () => {
  provider.replies = [{ json: COMPLETION, headers: { 'x-request-id': 'req_1' } }];
  const openai = wrapped();
  const calls = await callsIn(async () => {
    const promise = openai.chat.completions.create(CHAT);
    const plain = client().chat.completions.create(CHAT);
    expect(promise.constructor).toBe(plain.constructor);
    expect((await promise)._request_id).toBe('req_1');
    const { data, response, request_id } = await promise.withResponse();
    expect([data, response.status, request_id]).toEqual([await promise, 200, 'req_1']);
    await plain;
    const raw = await openai.chat.completions.create(CHAT).asResponse();
    expect(await raw.json()).toEqual(COMPLETION);
  });

  expect(openai).toBeInstanceOf(OpenAI);
  expect(openai.chat.completions).toBe(openai.chat.completions);
  expect(calls).toEqual([
    CHAT_CALL,
    {
      'hive.llm_call.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      metadata: { operation: 'chat', temperature: 0.7, max_tokens: 100 },
    },
  ]);
});

test('keeps the streams of the package, which can be split and turned into a readable stream', async () => {
  provider.replies = [{ events: [...CHUNKS, '[DONE]'] }];
  const calls = await callsIn(async () => {
    const ask = () => wrapped().chat.completions.create({ model: 'gpt-4o-mini', messages: MESSAGES, stream: true });
    const stream = await ask();
    expect(stream).toBeInstanceOf(Stream);
    expect(stream.controller).toBeInstanceOf(AbortController);
    const read = async (branch: AsyncIterable<unknown>): Promise<unknown[]> => {
      const received: unknown[] = [];
      for await (const each of branch) received.push(each);
      return received;
    };
    const [left, right] = stream.tee();
    expect(await Promise.all([read(left), read(right)])).toEqual([CHUNKS, CHUNKS]);
    const again = Stream.fromReadableStream((await ask()).toReadableStream(), new AbortController());
    expect(await read(again)).toEqual(CHUNKS);
  });

  expect(calls).toEqual([STREAM_CALL, STREAM_CALL]);
});

test('hands each chunk on as it arrives, and reports a stream that is given up half way, once', async () => {
  provider.replies = [{ events: CHUNKS.slice(0, 2), then: 'hang' }];
  const ask = () => wrapped().chat.completions.create({ model: 'gpt-4o-mini', messages: MESSAGES, stream: true });
  const expected = {
    'hive.llm_call.name': 'chat',
    'gen_ai.request.model': 'gpt-4o-mini-2024-07-18',
    metadata: { operation: 'chat', streamed: true, response_id: 'chatcmpl-123', aborted: true },
  };

  const calls = await callsIn(async () => {
    for await (const each of await ask()) if (each.choices[0]?.delta.content === 'Hello') break;

    const aborted = await ask();
    let received = 0;
    for await (const each of aborted) {
      nothing.call(each);
      if (++received === 2) aborted.controller.abort();
    }
    expect(received).toBe(2);

    const silent = await ask();
    const iterator = silent[Symbol.asyncIterator]();
    await iterator.next();
    silent.controller.abort();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    await iterator.return?.();
  });

  expect(calls).toEqual([expected, expected, expected]);
});

const FAILED = { ...CHAT_CALL.metadata, response_id: undefined, stop_reason: undefined };

test('reports a refusal as a failed call, and throws the very error of the package', async () => {
  provider.replies = [rateLimited];
  const seen: unknown[] = [];
  const calls = await callsIn(async () => {
    const promise = wrapped().chat.completions.create(CHAT);
    seen.push(await promise.catch((error: unknown) => error), await promise.catch((error: unknown) => error));
  });

  expect(seen[0]).toBeInstanceOf(RateLimitError);
  expect(seen[1]).toBe(seen[0]);
  expect(calls).toEqual([
    {
      'hive.llm_call.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      severity: 'error',
      metadata: { ...FAILED, error_type: 'RateLimitError', error_message: '429 Rate limit reached', status: 429 },
    },
  ]);
});

test('counts the retries of the client as one call', async () => {
  const again = { 'retry-after-ms': '1' };
  provider.replies = [
    { ...rateLimited, headers: again },
    { status: 500, headers: again, json: { error: { message: 'oops' } } },
    { json: COMPLETION },
  ];

  expect(await callsIn(async () => wrapOpenAI(client({ maxRetries: 2 })).chat.completions.create(CHAT))).toEqual([
    CHAT_CALL,
  ]);
  expect(provider.requests).toHaveLength(3);
});

test('reports a call that its caller aborts, and one whose stream breaks', async () => {
  provider.replies = [{ events: CHUNKS.slice(0, 2), then: 'break' }];
  const aborter = new AbortController();
  aborter.abort();
  const calls = await callsIn(async () => {
    const aborted = wrapped().chat.completions.create(CHAT, { signal: aborter.signal });
    await expect(aborted).rejects.toBeInstanceOf(APIUserAbortError);

    const stream = await wrapped().chat.completions.create({ ...CHAT, stream: true });
    const read = async (): Promise<void> => {
      for await (const each of stream) nothing.call(each);
    };
    await expect(read()).rejects.toThrow('terminated');
  });

  expect(calls).toEqual([
    {
      'hive.llm_call.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      metadata: { ...FAILED, aborted: true },
    },
    {
      'hive.llm_call.name': 'chat',
      'gen_ai.request.model': 'gpt-4o-mini-2024-07-18',
      severity: 'error',
      metadata: {
        ...FAILED,
        streamed: true,
        response_id: 'chatcmpl-123',
        error_type: 'TypeError',
        error_message: 'terminated',
      },
    },
  ]);
});

test('names calls by the step that makes them, by a text, or by a function of the parameters', async () => {
  provider.replies = [{ json: COMPLETION }];
  const connected = hive.connect();
  const agent = connected.agent('a', { heartbeatInterval: 0 });
  await agent.task('t', {}, async (task) => {
    await task.track('score_lead', () => wrapped().chat.completions.create(CHAT));
    await wrapped({ name: 'fixed' }).chat.completions.create(CHAT);
    await wrapped({ name: ({ model }) => `ask_${String(model)}` }).chat.completions.create(CHAT);
    await wrapped({
      name: () => {
        throw new Error('no name today');
      },
    }).chat.completions.create(CHAT);
  });
  await connected.flush();

  const step = hive.spans('action')[0];
  const events = distinct(hive.events('llm_call'));
  expect(callsOf(events).map((each) => each['hive.llm_call.name'])).toEqual([
    'score_lead',
    'fixed',
    'ask_gpt-4o',
    'chat',
  ]);
  expect(events.map(({ attributes }) => attributes['hive.action.id'])).toEqual([
    step?.spanId,
    undefined,
    undefined,
    undefined,
  ]);
});

test('keeps parallel calls of one task apart', async () => {
  provider.replies = [{ json: COMPLETION }];
  const connected = hive.connect();
  const openai = wrapped();
  await connected
    .agent('a', { heartbeatInterval: 0 })
    .task('t', {}, (task) =>
      Promise.all(['one', 'two', 'three'].map((step) => task.track(step, () => openai.chat.completions.create(CHAT)))),
    );
  await connected.flush();

  const steps = new Map(hive.spans('action').map(({ spanId, name }) => [spanId, name]));
  const calls = distinct(hive.events('llm_call')).map(({ attributes }) => attributes);
  expect(calls.map((each) => each['hive.llm_call.name']).sort()).toEqual(['one', 'three', 'two']);
  for (const each of calls) expect(steps.get(String(each['hive.action.id']))).toBe(each['hive.llm_call.name']);
});

test('reports outside any task to the agent of its options', async () => {
  provider.replies = [{ json: COMPLETION }];
  const agent = newAgent();
  await wrapped({ agent }).chat.completions.create(CHAT);
  await hive.connect().flush();

  expect(callsOf(hive.events('llm_call'))).toEqual([CHAT_CALL]);
  expect(hive.spans('agent').at(-1)?.attributes['hive.agent.id']).toBe('a');
});

test('reports nothing, and changes nothing, when there is nobody to report to', async () => {
  provider.replies = [{ json: COMPLETION }];

  expect(await wrapped().chat.completions.create(CHAT)).toEqual(COMPLETION);
  await hive.connect().flush();
  expect(hive.events('llm_call')).toEqual([]);
});

test('sends previews only when told to, of what is said and what is answered', async () => {
  const long = 'x'.repeat(20_000);
  provider.replies = [
    { json: COMPLETION },
    { json: completion(long) },
    { events: [...CHUNKS, '[DONE]'] },
    { json: RESPONSE },
    { events: RESPONSE_EVENTS },
  ];
  const openai = wrapped({ previews: true });
  const calls = await callsIn(async () => {
    await openai.chat.completions.create(CHAT);
    await openai.chat.completions.create({ ...CHAT, messages: [{ role: 'user', content: long }] });
    for await (const each of await openai.chat.completions.create({ ...CHAT, stream: true })) nothing.call(each);
    await openai.responses.create({ model: 'm', instructions: 'Be kind.', input: 'Tell me a story' });
    const input = [{ role: 'user' as const, content: [{ type: 'input_text' as const, text: 'Tell me' }] }];
    for await (const each of await openai.responses.create({ model: 'm', input, stream: true })) nothing.call(each);
  });

  const said = 'system: Be brief.\nuser: Say this is a test';
  const previews = calls.map((each) => [each['hive.llm_call.prompt_preview'], each['hive.llm_call.response_preview']]);
  expect(previews).toEqual([
    [said, 'This is a test!'],
    [`user: ${long}`.slice(0, 8192), long.slice(0, 8192)],
    [said, 'Hello there'],
    ['Be kind.\nTell me a story', 'In a peaceful grove'],
    ['user: Tell me', 'In a peaceful grove'],
  ]);
  expect(hive.warnings).toEqual([]);
});

test('knows the provider by the address, by the class for Azure, or as it is told', async () => {
  provider.replies = [{ json: COMPLETION }];
  const toLocal: NonNullable<ClientOptions['fetch']> = (url, init) => {
    const address = new URL(url instanceof Request ? url.url : url);
    return fetch(`${provider.url}${address.pathname}`, init);
  };
  const azure = new AzureOpenAI({ endpoint: provider.url, apiKey: 'k', apiVersion: '2024-10-21', deployment: 'mine' });
  const clients = [
    wrapOpenAI(client({ baseURL: 'https://api.openai.com/v1', fetch: toLocal })),
    wrapOpenAI(client({ baseURL: 'https://r.openai.azure.com/openai/v1', fetch: toLocal })),
    wrapOpenAI(azure),
    wrapOpenAI(client(), { provider: 'groq' }),
    wrapOpenAI(client()),
  ];
  const calls = await callsIn(async () => {
    for (const openai of clients) await openai.chat.completions.create(CHAT);
  });

  expect(calls.map((each) => each['gen_ai.provider.name'])).toEqual([
    'openai',
    'azure.ai.openai',
    'azure.ai.openai',
    'groq',
    undefined,
  ]);
  expect(provider.requests[2]?.path).toBe('/openai/deployments/mine/chat/completions?api-version=2024-10-21');
});

test('wraps no client twice, and wraps what withOptions answers', async () => {
  provider.replies = [{ json: COMPLETION }];
  const openai = wrapped();

  expect(wrapOpenAI(openai, { name: 'again' })).toBe(openai);
  const calls = await callsIn(async () => {
    await wrapOpenAI(openai).chat.completions.create(CHAT);
    await openai.withOptions({ timeout: 5_000 }).chat.completions.create(CHAT);
  });
  expect(calls).toEqual([CHAT_CALL, CHAT_CALL]);
});

test('lets everything else of the client through', async () => {
  provider.replies = [{ json: { id: 'gpt-4o', object: 'model' } }];
  const openai = wrapped();

  expect(await openai.models.retrieve('gpt-4o')).toEqual({ id: 'gpt-4o', object: 'model' });
  expect(await openai.get('/models/gpt-4o')).toEqual({ id: 'gpt-4o', object: 'model' });
  openai.baseURL = `${provider.url}/v2`;
  await openai.models.retrieve('gpt-4o');
  expect(provider.requests.map(({ path }) => path)).toEqual([
    '/v1/models/gpt-4o',
    '/v1/models/gpt-4o',
    '/v2/models/gpt-4o',
  ]);
});

test('leaves a frozen client, and what is no client, as they are', async () => {
  provider.replies = [{ json: COMPLETION }];
  const frozen = Object.freeze(client());
  // What a program without types may pass.
  const nobody = wrapOpenAI(undefined as unknown as OpenAI);

  expect(nobody).toBeUndefined();
  expect(await wrapOpenAI(frozen).chat.completions.create(CHAT)).toEqual(COMPLETION);
});
