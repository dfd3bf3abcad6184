import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import pino from 'pino';

import { startReceiver, type Receiver } from '../../test/fixtures/otlp/receiver.js';
import { decode, encode } from '../../test/fixtures/otlp/schema.js';
import { decodeProtobuf } from '../decode/protobuf.js';
import type { OtlpDependencies } from './otlp.js';
import { Unavailable } from './unavailable.js';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../test/fixtures/otlp/${name}`, import.meta.url));
const PROTOBUF = fixture('traces.protobuf.bin');
const JSON_BODY = fixture('traces.json.bin');
const SAMPLE = decodeProtobuf(PROTOBUF);
const PROTOBUF_TYPE = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

const open: Receiver[] = [];
const receiver = async (overrides: Partial<OtlpDependencies> = {}): Promise<Receiver> => {
  const started = await startReceiver(overrides);
  open.push(started);
  return started;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: Buffer;
}

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(to: Receiver, { path = '/v1/traces', method = 'POST', body, headers = {} }: Sent): Promise<Answer> {
  const response = await fetch(to.url(path), {
    method,
    headers,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers,
    body: Buffer.from(await response.arrayBuffer()),
  };
}

const protobuf = (body: Uint8Array, headers: Record<string, string> = {}): Sent => ({
  body,
  headers: { 'content-type': PROTOBUF_TYPE, ...headers },
});
const json = (body: Uint8Array | string, headers: Record<string, string> = {}): Sent => ({
  body: Buffer.from(body),
  headers: { 'content-type': JSON_TYPE, ...headers },
});

const messageIn = (answer: Answer): string => {
  const status = statusIn(answer);
  if (typeof status !== 'object' || status === null || !('message' in status)) return '';
  return String(status.message);
};
const statusIn = (answer: Answer): unknown =>
  answer.type === PROTOBUF_TYPE ? decode('RpcStatus', answer.body) : JSON.parse(answer.body.toString());

describe('a sound request', () => {
  test.each([
    { how: 'protobuf', sent: protobuf(PROTOBUF), type: PROTOBUF_TYPE, body: '' },
    { how: 'JSON', sent: json(JSON_BODY), type: JSON_TYPE, body: '{}' },
    {
      how: 'JSON with a charset',
      sent: json(JSON_BODY, { 'content-type': 'Application/JSON; charset=utf-8' }),
      type: JSON_TYPE,
      body: '{}',
    },
    { how: 'gzip', sent: protobuf(gzipSync(PROTOBUF), { 'content-encoding': 'gzip' }), type: PROTOBUF_TYPE, body: '' },
    {
      how: 'JSON in gzip',
      sent: json(gzipSync(JSON_BODY), { 'content-encoding': 'GZIP' }),
      type: JSON_TYPE,
      body: '{}',
    },
    {
      how: 'deflate',
      sent: protobuf(deflateSync(PROTOBUF), { 'content-encoding': 'deflate' }),
      type: PROTOBUF_TYPE,
      body: '',
    },
    {
      how: 'raw deflate',
      sent: protobuf(deflateRawSync(PROTOBUF), { 'content-encoding': 'deflate' }),
      type: PROTOBUF_TYPE,
      body: '',
    },
    { how: 'identity', sent: protobuf(PROTOBUF, { 'content-encoding': 'identity' }), type: PROTOBUF_TYPE, body: '' },
  ])('in $how is handed on and answered in kind', async ({ sent, type, body }) => {
    const bridge = await receiver();
    const answer = await send(bridge, sent);
    expect([answer.status, answer.type, answer.body.toString()]).toEqual([200, type, body]);
    expect(bridge.accepted).toEqual([{ traces: SAMPLE, context: { tenant: 'default' } }]);
    expect(bridge.exchanges).toEqual([{ signal: 'traces', status: 200, rejected: 0 }]);
  });

  test.each([
    { how: 'protobuf', sent: protobuf(new Uint8Array()), body: '' },
    { how: 'JSON', sent: json('{}'), body: '{}' },
    { how: 'JSON with an empty list', sent: json('{"resourceSpans":[]}'), body: '{}' },
  ])('without spans in $how is a plain success', async ({ sent, body }) => {
    const bridge = await receiver();
    const answer = await send(bridge, sent);
    expect([answer.status, answer.body.toString()]).toEqual([200, body]);
    expect(bridge.accepted).toEqual([]);
  });

  it('is acknowledged only when it is durable', async () => {
    const order: string[] = [];
    let store = (): void => undefined;
    const arrived = new Promise<void>((resolveArrived) => {
      store = resolveArrived;
    });
    let finish = (): void => undefined;
    const durable = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const bridge = await receiver({
      accept: async () => {
        store();
        await durable;
        order.push('durable');
        return { rejected: 0, warnings: [] };
      },
    });
    const answered = send(bridge, protobuf(PROTOBUF)).then(() => order.push('answered'));
    await arrived;
    finish();
    await answered;
    expect(order).toEqual(['durable', 'answered']);
  });
});

describe('partial success', () => {
  const mixed = encode('ExportTraceServiceRequest', {
    resourceSpans: [
      {
        scopeSpans: [
          { spans: [{ traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1), name: 'sound' }, { name: 'bad' }] },
        ],
      },
    ],
  });
  const mixedJson = JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [{ spans: [{ traceId: '01'.repeat(16), spanId: '01'.repeat(8), name: 'sound' }, { name: 'bad' }] }],
      },
    ],
  });
  const errorMessage = '1 rejected: trace id is not 16 bytes, or is all zeros; a value was cut';

  it('says how many spans were rejected and why, and keeps the others', async () => {
    const names: string[] = [];
    const bridge = await receiver({
      accept: (traces) => {
        names.push(...traces.spans.map(({ name }) => name));
        return Promise.resolve({ rejected: 2, warnings: ['a value was cut'] });
      },
    });
    const inProtobuf = await send(bridge, protobuf(mixed));
    expect([inProtobuf.status, inProtobuf.type]).toEqual([200, PROTOBUF_TYPE]);
    expect(decode('ExportServiceResponse', inProtobuf.body)).toEqual({
      partialSuccess: { rejected: '3', errorMessage },
    });
    const inJson = await send(bridge, json(mixedJson));
    expect([inJson.status, inJson.type]).toEqual([200, JSON_TYPE]);
    expect(JSON.parse(inJson.body.toString())).toEqual({ partialSuccess: { rejectedSpans: '3', errorMessage } });
    expect(names).toEqual(['sound', 'sound']);
    expect(bridge.exchanges).toEqual([
      { signal: 'traces', status: 200, rejected: 3 },
      { signal: 'traces', status: 200, rejected: 3 },
    ]);
  });

  it('passes a warning on when nothing was rejected', async () => {
    const bridge = await receiver({ accept: () => Promise.resolve({ rejected: 0, warnings: ['a value was cut'] }) });
    const answer = await send(bridge, protobuf(PROTOBUF));
    expect(decode('ExportServiceResponse', answer.body)).toEqual({
      partialSuccess: { errorMessage: 'a value was cut' },
    });
  });
});

describe('signals that are not stored', () => {
  const points = { dataPoints: [{ asDouble: 1 }, { asDouble: 2 }] };
  const metrics = {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              { name: 'a', gauge: points },
              { name: 'b', sum: points },
            ],
          },
        ],
      },
    ],
  };
  const metricsMessage = 'metrics are not stored: HiveBoard reads traces and logs';

  it('are counted in protobuf and said not to be', async () => {
    const sent = { ...protobuf(encode('ExportMetricsServiceRequest', metrics)), path: '/v1/metrics' };
    const answer = await send(await receiver(), sent);
    expect([answer.status, answer.type]).toEqual([200, PROTOBUF_TYPE]);
    expect(decode('ExportServiceResponse', answer.body)).toEqual({
      partialSuccess: { rejected: '4', errorMessage: metricsMessage },
    });
  });

  it('are counted in JSON and said not to be', async () => {
    const answer = await send(await receiver(), { ...json(JSON.stringify(metrics)), path: '/v1/metrics' });
    expect([answer.status, answer.type]).toEqual([200, JSON_TYPE]);
    expect(JSON.parse(answer.body.toString())).toEqual({
      partialSuccess: { rejectedDataPoints: '4', errorMessage: metricsMessage },
    });
  });

  it('leaves GET /v1/metrics to the API', async () => {
    const answer = await send(await receiver(), { path: '/v1/metrics', method: 'GET' });
    expect([answer.status, answer.body.toString()]).toEqual([200, 'the API']);
  });
});

test.each(['/v1/metrics', '/v1/logs'])('an empty request to %s is a plain success', async (path) => {
  const bridge = await receiver();
  expect((await send(bridge, { ...protobuf(new Uint8Array()), path })).body).toHaveLength(0);
  expect((await send(bridge, { ...json('{"resourceLogs":null}'), path })).body.toString()).toBe('{}');
});

test.each(['/v1/metrics', '/v1/logs'])('a broken request to %s is refused', async (path) => {
  const bridge = await receiver();
  expect((await send(bridge, { ...protobuf(Buffer.from([0x0a, 0x7f])), path })).status).toBe(400);
  expect((await send(bridge, { ...json('{'), path })).status).toBe(400);
});

describe('logs', () => {
  const path = '/v1/logs';
  const LOGS = fixture('../dialects/claude-code.logs.bin');
  const LOGS_JSON = fixture('../dialects/claude-code-json.logs.bin');

  test.each([
    { how: 'protobuf', sent: protobuf(LOGS), type: PROTOBUF_TYPE, body: '' },
    {
      how: 'gzipped protobuf',
      sent: protobuf(gzipSync(LOGS), { 'content-encoding': 'gzip' }),
      type: PROTOBUF_TYPE,
      body: '',
    },
    { how: 'JSON', sent: json(LOGS_JSON), type: JSON_TYPE, body: '{}' },
    {
      how: 'JSON with a charset',
      sent: json(LOGS_JSON, { 'content-type': 'Application/JSON; charset=utf-8' }),
      type: JSON_TYPE,
      body: '{}',
    },
  ])('are taken in $how, without a word', async ({ sent, type, body }) => {
    const bridge = await receiver();
    const answer = await send(bridge, { ...sent, path });
    expect([answer.status, answer.type, answer.body.toString()]).toEqual([200, type, body]);
    expect(bridge.acceptedLogs).toMatchObject([{ context: { tenant: 'default' }, logs: { rejected: [] } }]);
    expect(bridge.acceptedLogs[0]?.logs.records.map((record) => record.body)).toEqual([
      'claude_code.user_prompt',
      'claude_code.tool_decision',
      'claude_code.api_request',
      'claude_code.tool_result',
      'claude_code.api_request',
      'claude_code.assistant_response',
    ]);
    expect(bridge.exchanges).toEqual([{ signal: 'logs', status: 200, rejected: 0 }]);
  });

  it('that are malformed or cannot be kept are said to be rejected, in the field of their signal', async () => {
    const bridge = await receiver({
      acceptLogs: () => Promise.resolve({ rejected: 2, warnings: ['2 rejected: too old', 'a name was cut'] }),
    });
    const records = [{}, {}, {}, { body: 7 }];
    const answer = await send(bridge, {
      ...json(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] })),
      path,
    });
    expect([answer.status, answer.type]).toEqual([200, JSON_TYPE]);
    expect(JSON.parse(answer.body.toString())).toEqual({
      partialSuccess: {
        rejectedLogRecords: '3',
        errorMessage: '1 rejected: an attribute value is not an object; 2 rejected: too old; a name was cut',
      },
    });
    expect(bridge.exchanges).toEqual([{ signal: 'logs', status: 200, rejected: 3 }]);
  });

  it('that cannot be kept now shall come again', async () => {
    const acceptLogs = () => Promise.reject(new Unavailable('The spool is full.', 7));
    const answer = await send(await receiver({ acceptLogs }), { ...protobuf(LOGS), path });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7']);
  });

  it('that are spans are refused with a word of advice', async () => {
    const bridge = await receiver();
    for (const sent of [protobuf(PROTOBUF), json(JSON_BODY)]) {
      const answer = await send(bridge, { ...sent, path });
      expect([answer.status, messageIn(answer)]).toEqual([
        400,
        'The body holds spans, not log records: send spans to /v1/traces.',
      ]);
    }
  });
});

describe('memory for all requests together', () => {
  const gzipped = gzipSync(PROTOBUF);

  test('a request beyond it is told to come back, and taken once another is answered', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const bridge = await receiver({
      limits: { maxHeldBytes: PROTOBUF.length + 10 },
      accept: async () => {
        begin();
        await finished;
        return { rejected: 0, warnings: [] };
      },
    });
    const first = send(bridge, protobuf(PROTOBUF));
    await begun;
    const second = await send(bridge, protobuf(PROTOBUF));
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '2']);
    expect(statusIn(second)).toEqual({ code: 14, message: 'Too many requests are under way; try again.' });
    finish();
    expect((await first).status).toBe(200);
    expect((await send(bridge, protobuf(PROTOBUF))).status).toBe(200);
  });

  test.each([
    { room: 0, second: protobuf(PROTOBUF) },
    // Small enough when it comes, too large once it is inflated.
    { room: gzipped.length, second: protobuf(gzipped, { 'content-encoding': 'gzip' }) },
  ])('beside what is being worked on, $room bytes more are begun', async ({ room, second }) => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const bridge = await receiver({
      limits: { maxWorkBytes: PROTOBUF.length + room },
      accept: async () => {
        begin();
        await finished;
        return { rejected: 0, warnings: [] };
      },
    });
    const first = send(bridge, protobuf(PROTOBUF));
    await begun;
    const answer = await send(bridge, second);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(statusIn(answer)).toEqual({
      code: 14,
      message: 'The bridge has more to do than it can finish soon; try again.',
    });
    finish();
    expect((await first).status).toBe(200);
    expect((await send(bridge, second)).status).toBe(200);
  });

  test('a body larger than all work may be is taken when it is alone', async () => {
    const bridge = await receiver({ limits: { maxWorkBytes: 1 } });
    expect((await send(bridge, protobuf(PROTOBUF))).status).toBe(200);
  });

  test.each([
    [gzipped.length + PROTOBUF.length, 200],
    [gzipped.length + PROTOBUF.length - 1, 503],
  ])('with %i bytes, a body that is inflated is answered %i', async (maxHeldBytes, status) => {
    const bridge = await receiver({ limits: { maxHeldBytes } });
    for (let time = 0; time < 3; time++) {
      expect((await send(bridge, protobuf(gzipped, { 'content-encoding': 'gzip' }))).status).toBe(status);
    }
  });
});

describe('refusals', () => {
  const LIMIT = { limits: { maxBodyBytes: 10_000 } };
  const zeros = Buffer.alloc(10_001);
  const gzip = { 'content-encoding': 'gzip' };
  const cases: readonly {
    readonly what: string;
    readonly sent: Sent;
    readonly status: number;
    readonly code: number;
    readonly overrides?: Partial<OtlpDependencies>;
  }[] = [
    { what: 'no content type', sent: { body: PROTOBUF }, status: 415, code: 3 },
    {
      what: 'a foreign content type',
      sent: protobuf(PROTOBUF, { 'content-type': 'text/plain' }),
      status: 415,
      code: 3,
    },
    {
      what: 'a content type that only begins well',
      sent: protobuf(PROTOBUF, { 'content-type': 'application/json5' }),
      status: 415,
      code: 3,
    },
    { what: 'zstd', sent: protobuf(PROTOBUF, { 'content-encoding': 'zstd' }), status: 415, code: 3 },
    { what: 'gzip twice', sent: protobuf(PROTOBUF, { 'content-encoding': 'gzip, gzip' }), status: 415, code: 3 },
    { what: 'damaged protobuf', sent: protobuf(PROTOBUF.subarray(0, 100)), status: 400, code: 3 },
    { what: 'damaged JSON', sent: json(JSON_BODY.subarray(0, 100)), status: 400, code: 3 },
    { what: 'protobuf said to be JSON', sent: json(PROTOBUF), status: 400, code: 3 },
    { what: 'JSON said to be protobuf', sent: protobuf(JSON_BODY), status: 400, code: 3 },
    { what: 'JSON of another shape', sent: json('[1]'), status: 400, code: 3 },
    { what: 'gzip that is none', sent: protobuf(PROTOBUF, gzip), status: 400, code: 3 },
    { what: 'gzip cut short', sent: protobuf(gzipSync(PROTOBUF).subarray(0, -12), gzip), status: 400, code: 3 },
    { what: 'deflate that is none', sent: json('{"a":1}', { 'content-encoding': 'deflate' }), status: 400, code: 3 },
    { what: 'a body too large as sent', sent: protobuf(zeros), status: 413, code: 8, overrides: LIMIT },
    {
      what: 'a body too large when inflated',
      sent: json(gzipSync(zeros), gzip),
      status: 413,
      code: 8,
      overrides: LIMIT,
    },
    {
      what: 'a deflate bomb',
      sent: protobuf(deflateRawSync(Buffer.alloc(1_000_000)), { 'content-encoding': 'deflate' }),
      status: 413,
      code: 8,
      overrides: LIMIT,
    },
    {
      what: 'an unknown key',
      sent: protobuf(PROTOBUF),
      status: 401,
      code: 16,
      overrides: { authenticate: () => ({ status: 401, message: 'unknown key' }) },
    },
    {
      what: 'a key without the right',
      sent: json(JSON_BODY),
      status: 403,
      code: 7,
      overrides: { authenticate: () => Promise.resolve({ status: 403, message: 'this key may only read' }) },
    },
    {
      what: 'a store that is away',
      sent: protobuf(PROTOBUF),
      status: 503,
      code: 14,
      overrides: { accept: () => Promise.reject(new Unavailable('the spool is full', 7)) },
    },
    {
      what: 'an unexpected failure',
      sent: json(JSON_BODY),
      status: 503,
      code: 14,
      overrides: { accept: () => Promise.reject(new TypeError('secret detail')) },
    },
  ];

  test.each(cases)('$what is $status', async ({ sent, status, code, overrides }) => {
    const bridge = await receiver(overrides);
    const answer = await send(bridge, sent);
    expect(answer.status).toBe(status);
    expect(answer.type).toBe(sent.headers?.['content-type'] === PROTOBUF_TYPE ? PROTOBUF_TYPE : JSON_TYPE);
    expect(statusIn(answer)).toMatchObject({ code });
    expect(messageIn(answer)).toMatch(/^(?!.*secret).+$/);
    expect(bridge.accepted).toEqual([]);
    expect(bridge.exchanges).toEqual([{ signal: 'traces', status, rejected: 0 }]);
  });

  it('says when to come back', async () => {
    const away = await receiver({ accept: () => Promise.reject(new Unavailable('full', 6.2)) });
    expect((await send(away, protobuf(PROTOBUF))).headers.get('retry-after')).toBe('7');
    expect(away.errors).toEqual([]);
    const broken = await receiver({ accept: () => Promise.reject(new Error('boom')) });
    expect((await send(broken, protobuf(PROTOBUF))).headers.get('retry-after')).toBe('5');
    expect(broken.errors).toEqual(['An OTLP request could not be kept']);
  });

  it('says which codings it knows and how to authenticate', async () => {
    const bridge = await receiver({
      authenticate: ({ authorization }) =>
        authorization === undefined ? { status: 401, message: 'no key' } : { tenant: 't' },
    });
    expect((await send(bridge, protobuf(PROTOBUF))).headers.get('www-authenticate')).toBe('Bearer');
    const answer = await send(bridge, protobuf(PROTOBUF, { authorization: 'Bearer k', 'content-encoding': 'br' }));
    expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, identity');
  });

  it('gives spans to the tenant of the key', async () => {
    const bridge = await receiver({ authenticate: (headers) => ({ tenant: String(headers['x-api-key']) }) });
    await send(bridge, protobuf(PROTOBUF, { 'x-api-key': 'acme' }));
    expect(bridge.accepted.map(({ context }) => context)).toEqual([{ tenant: 'acme' }]);
  });

  test.each([
    { method: 'GET', path: '/v1/traces', allow: 'POST' },
    { method: 'PUT', path: '/v1/traces', allow: 'POST' },
    { method: 'HEAD', path: '/v1/traces', allow: 'POST' },
    { method: 'DELETE', path: '/v1/logs', allow: 'POST' },
    { method: 'DELETE', path: '/v1/metrics', allow: 'GET, HEAD, POST' },
  ])('$method $path is 405', async ({ method, path, allow }) => {
    const answer = await send(await receiver(), { method, path });
    expect([answer.status, answer.headers.get('allow'), answer.type]).toEqual([405, allow, JSON_TYPE]);
  });

  it('takes a body of exactly the limit', async () => {
    const bridge = await receiver({ limits: { maxBodyBytes: PROTOBUF.length } });
    expect((await send(bridge, protobuf(PROTOBUF))).status).toBe(200);
    expect((await send(bridge, protobuf(gzipSync(PROTOBUF), { 'content-encoding': 'gzip' }))).status).toBe(200);
  });

  it('answers a sender of an endless body of unknown length', async () => {
    const bridge = await receiver(LIMIT);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(bridge.port, '127.0.0.1');
      const piece = 'ffff\r\n' + 'x'.repeat(0xffff) + '\r\n';
      socket.write(
        'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      const more = (): void => {
        while (socket.writable && socket.write(piece));
      };
      socket.on('drain', more);
      socket.on('data', (data: Buffer) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.on('error', reject);
      more();
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('web pages', () => {
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  };
  const cors = { allowedOrigins: ['https://shop.example'] };

  it('may send when their origin is allowed', async () => {
    const bridge = await receiver({ cors, authenticate: () => ({ status: 401, message: 'no key' }) });
    const asked = await send(bridge, preflight);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'Content-Type, Content-Encoding, Authorization, X-Api-Key, traceparent',
      vary: 'Origin',
    });
    const refused = await send(bridge, protobuf(PROTOBUF, { origin: 'https://shop.example' }));
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, 'https://shop.example']);
  });

  test.each([
    { who: 'another origin', overrides: { cors }, origin: 'https://evil.example' },
    { who: 'any origin by default', overrides: {}, origin: 'https://shop.example' },
  ])('may not send from $who', async ({ overrides, origin }) => {
    const bridge = await receiver(overrides);
    const asked = await send(bridge, { ...preflight, headers: { ...preflight.headers, origin } });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([405, null]);
    const answer = await send(bridge, protobuf(PROTOBUF, { origin }));
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});

it('stores nothing when the sender leaves in the middle, and goes on', async () => {
  const bridge = await receiver();
  for (const head of [`Content-Length: ${PROTOBUF.length}`, 'Transfer-Encoding: chunked']) {
    await new Promise<void>((resolve) => {
      const socket = connect(bridge.port, '127.0.0.1');
      socket.on('close', () => {
        resolve();
      });
      socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF_TYPE}\r\n${head}\r\n\r\n`);
      socket.write(head.startsWith('T') ? '5\r\nhello\r\n' : PROTOBUF.subarray(0, 100), () => socket.resetAndDestroy());
    });
  }
  expect((await send(bridge, protobuf(PROTOBUF))).status).toBe(200);
  expect(bridge.accepted).toHaveLength(1);
  expect(bridge.errors).toEqual([]);
});

it('writes failures to a log of pino', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
  const bridge = await receiver({ log, accept: () => Promise.reject(new Error('boom')) });
  await send(bridge, protobuf(PROTOBUF));
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { signal: 'traces', msg: 'An OTLP request could not be kept', err: { message: 'boom' } },
  ]);
});
