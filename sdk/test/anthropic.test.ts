import Anthropic, { APIUserAbortError, OverloadedError, type ClientOptions } from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { Stream } from '@anthropic-ai/sdk/streaming';
import { z } from 'zod';
import { wrapAnthropic, type ModelClientOptions } from '../src/adapters/anthropic.js';
import { useProvider } from './provider.js';
import { callsOf } from './received-calls.js';
import { useHive } from './use-hive.js';

const hive = useHive();
const provider = useProvider();

const ASK = {
  model: 'claude-sonnet-5-5',
  max_tokens: 1024,
  system: 'Be brief.',
  messages: [{ role: 'user' as const, content: 'Hello, world' }],
};

const message = (text: string) => ({
  id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5-20260801',
  content: [{ type: 'text', text }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 50, cache_creation_input_tokens: 248, cache_read_input_tokens: 1800, output_tokens: 503 },
});
const MESSAGE = message('Hi! My name is Claude.');

const EVENTS = [
  {
    type: 'message_start',
    message: {
      ...MESSAGE,
      content: [],
      stop_reason: null,
      usage: { input_tokens: 25, cache_creation_input_tokens: 0, cache_read_input_tokens: 1000, output_tokens: 1 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: '!' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 15 } },
  { type: 'message_stop' },
];
const SEEN = EVENTS.filter(({ type }) => type !== 'ping');

const CALL = {
  'hive.llm_call.name': 'chat',
  'gen_ai.request.model': 'claude-sonnet-5-5-20260801',
  'gen_ai.usage.input_tokens': 2098,
  'gen_ai.usage.output_tokens': 503,
  'gen_ai.usage.cache_read.input_tokens': 1800,
  'gen_ai.usage.cache_creation.input_tokens': 248,
  metadata: {
    operation: 'chat',
    max_tokens: 1024,
    response_id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
    stop_reason: 'end_turn',
  },
};
const STREAM_CALL = {
  ...CALL,
  'gen_ai.usage.input_tokens': 1025,
  'gen_ai.usage.output_tokens': 15,
  'gen_ai.usage.cache_read.input_tokens': 1000,
  'gen_ai.usage.cache_creation.input_tokens': 0,
  metadata: { ...CALL.metadata, streamed: true },
};

const client = (options: ClientOptions = {}): Anthropic =>
  new Anthropic({ apiKey: 'k', baseURL: provider.url, maxRetries: 0, logLevel: 'off', ...options });
const wrapped = (options: ModelClientOptions = {}): Anthropic => wrapAnthropic(client(), options);

/** Runs work inside a task and answers the calls that it reported. */
async function callsIn(work: () => Promise<unknown>): Promise<readonly Record<string, unknown>[]> {
  const connected = hive.connect();
  await connected.agent('a', { heartbeatInterval: 0 }).task('t', {}, work);
  await connected.flush();
  return callsOf(hive.events('llm_call'));
}

async function read(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const received: unknown[] = [];
  for await (const event of stream) received.push(event);
  return received;
}

test.each<readonly [string, readonly object[] | object, (anthropic: Anthropic) => Promise<unknown>, object]>([
  [
    'messages.create',
    MESSAGE,
    async (anthropic) => {
      expect(await anthropic.messages.create(ASK)).toEqual(MESSAGE);
    },
    CALL,
  ],
  [
    'messages.parse',
    message('{"answer":4}'),
    async (anthropic) => {
      const format = zodOutputFormat(z.object({ answer: z.number() }));
      const parsed = await anthropic.messages.parse({ ...ASK, output_config: { format } });
      expect(parsed.parsed_output).toEqual({ answer: 4 });
    },
    CALL,
  ],
  [
    'messages.create with stream',
    EVENTS,
    async (anthropic) => {
      const stream = await anthropic.messages.create({ ...ASK, stream: true });
      expect(stream).toBeInstanceOf(Stream);
      expect(await read(stream)).toEqual(SEEN);
    },
    STREAM_CALL,
  ],
  [
    'messages.stream',
    EVENTS,
    async (anthropic) => {
      const stream = anthropic.messages.stream(ASK);
      expect(await stream.finalText()).toBe('Hello!');
    },
    STREAM_CALL,
  ],
  ['beta.messages.create', MESSAGE, (anthropic) => anthropic.beta.messages.create(ASK), CALL],
  [
    'beta.messages.stream',
    EVENTS,
    async (anthropic) => {
      expect((await anthropic.beta.messages.stream(ASK).finalMessage()).stop_reason).toBe('end_turn');
    },
    STREAM_CALL,
  ],
  [
    'a turn of beta.messages.thread',
    MESSAGE,
    (anthropic) => {
      const { messages, ...rest } = ASK;
      return anthropic.beta.messages
        .thread({ ...rest, unsupportedRequestBehavior: 'continue_unthreaded' })
        .send(messages);
    },
    CALL,
  ],
])('reports %s once, and leaves its result as it is', async (_what, answer, ask, expected) => {
  provider.replies = [Array.isArray(answer) ? { events: answer as readonly object[] } : { json: answer }];

  expect(await callsIn(() => ask(wrapped()))).toEqual([expected]);
  expect(provider.requests).toHaveLength(1);
  expect(hive.warnings).toEqual([]);
});

test('reports every round of beta.messages.toolRunner', async () => {
  const asking = {
    ...MESSAGE,
    content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} }],
    stop_reason: 'tool_use',
  };
  provider.replies = [{ json: asking }, { json: MESSAGE }];
  const weather = betaZodTool({
    name: 'weather',
    description: 'weather',
    inputSchema: z.object({}),
    run: () => 'sunny',
  });

  const calls = await callsIn(async () => {
    const last = await wrapped().beta.messages.toolRunner({ ...ASK, tools: [weather] });
    expect(last.content).toEqual(MESSAGE.content);
  });

  expect(calls).toEqual([{ ...CALL, metadata: { ...CALL.metadata, stop_reason: 'tool_use' } }, CALL]);
});

test('keeps the promise of the package, with its response and its raw response', async () => {
  provider.replies = [{ json: MESSAGE, headers: { 'request-id': 'req_1' } }];
  const anthropic = wrapped();
  const calls = await callsIn(async () => {
    const promise = anthropic.messages.create(ASK);
    const { data, response, request_id } = await promise.withResponse();
    expect([data, response.status, request_id]).toEqual([await promise, 200, 'req_1']);
    const raw = await anthropic.messages.create(ASK).asResponse();
    expect(await raw.json()).toEqual(MESSAGE);
  });

  expect(anthropic).toBeInstanceOf(Anthropic);
  expect(calls).toEqual([
    CALL,
    {
      'hive.llm_call.name': 'chat',
      'gen_ai.request.model': 'claude-sonnet-5-5',
      metadata: { operation: 'chat', max_tokens: 1024 },
    },
  ]);
});

test('reports a stream that is given up half way with what is known by then, once', async () => {
  provider.replies = [{ events: EVENTS.slice(0, 5), then: 'hang' }];
  const { stop_reason: _none, ...metadata } = STREAM_CALL.metadata;
  const expected = { ...STREAM_CALL, 'gen_ai.usage.output_tokens': 1, metadata: { ...metadata, aborted: true } };

  const calls = await callsIn(async () => {
    for await (const event of await wrapped().messages.create({ ...ASK, stream: true })) {
      if (event.type === 'content_block_delta') break;
    }
    const helper = wrapped().messages.stream(ASK);
    helper.on('text', () => {
      helper.abort();
    });
    await expect(helper.done()).rejects.toBeInstanceOf(APIUserAbortError);
  });

  expect(calls).toEqual([expected, expected]);
});

test('reports a refusal as a failed call, throws the very error of the package, and counts retries as one call', async () => {
  const overloaded = {
    status: 529,
    headers: { 'retry-after-ms': '1' },
    json: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  };
  provider.replies = [overloaded, overloaded, overloaded, { json: MESSAGE }];
  const anthropic = wrapAnthropic(client({ maxRetries: 1 }));
  const calls = await callsIn(async () => {
    await expect(anthropic.messages.create(ASK)).rejects.toBeInstanceOf(OverloadedError);
    await anthropic.messages.create(ASK);
  });

  expect(provider.requests).toHaveLength(4);
  expect(calls).toEqual([
    {
      'hive.llm_call.name': 'chat',
      'gen_ai.request.model': 'claude-sonnet-5-5',
      severity: 'error',
      metadata: {
        operation: 'chat',
        max_tokens: 1024,
        error_type: 'OverloadedError',
        error_message: '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
        status: 529,
      },
    },
    CALL,
  ]);
});

test('reports an error that a stream brings, and one that the client throws before it asks', async () => {
  const broken = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  provider.replies = [{ events: [...EVENTS.slice(0, 2), broken] }];
  const calls = await callsIn(async () => {
    await expect(read(await wrapped().messages.create({ ...ASK, stream: true }))).rejects.toThrow('Overloaded');
    // The package wants long answers to be streamed.
    expect(() => wrapped().messages.create({ ...ASK, max_tokens: 1_000_000 })).toThrow('Streaming is');
  });

  expect(calls.map(({ severity, metadata }) => [severity, metadata])).toEqual([
    ['error', expect.objectContaining({ error_type: 'APIError', streamed: true })],
    ['error', expect.objectContaining({ error_type: 'AnthropicError', max_tokens: 1_000_000 })],
  ]);
  expect(provider.requests).toHaveLength(1);
});

test('sends previews only when told to', async () => {
  provider.replies = [{ json: MESSAGE }, { events: EVENTS }];
  const anthropic = wrapped({ previews: true });
  const calls = await callsIn(async () => {
    await anthropic.messages.create(ASK);
    await read(await anthropic.messages.create({ ...ASK, stream: true }));
  });

  expect(calls.map((call) => [call['hive.llm_call.prompt_preview'], call['hive.llm_call.response_preview']])).toEqual([
    ['Be brief.\nuser: Hello, world', 'Hi! My name is Claude.'],
    ['Be brief.\nuser: Hello, world', 'Hello!'],
  ]);
});

test('knows the provider by the address, wraps no client twice, and wraps what withOptions answers', async () => {
  provider.replies = [{ json: MESSAGE }];
  const toLocal: NonNullable<ClientOptions['fetch']> = (url, init) => {
    const address = new URL(url instanceof Request ? url.url : url);
    return fetch(`${provider.url}${address.pathname}`, init);
  };
  const anthropic = wrapAnthropic(client({ baseURL: 'https://api.anthropic.com', fetch: toLocal }));

  expect(wrapAnthropic(anthropic)).toBe(anthropic);
  const calls = await callsIn(() => anthropic.withOptions({ timeout: 5_000 }).messages.create(ASK));
  expect(calls).toEqual([{ ...CALL, 'gen_ai.provider.name': 'anthropic' }]);
});

test('reports to the agent of its options outside any task, and to nobody without one', async () => {
  provider.replies = [{ json: MESSAGE }];
  const connected = hive.connect();
  const agent = connected.agent('a', { heartbeatInterval: 0 });

  expect(await wrapped().messages.create(ASK)).toEqual(MESSAGE);
  await wrapped({ agent }).messages.create(ASK);
  await connected.flush();
  expect(callsOf(hive.events('llm_call'))).toEqual([CALL]);
});
