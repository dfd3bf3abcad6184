import { readFileSync } from 'node:fs';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { callGrpc, type GrpcAnswer, type GrpcCall } from '../../test/fixtures/otlp/grpc-client.js';
import { runGrpcExporter } from '../../test/fixtures/otlp/grpc-exporter.js';
import { startReceiver, type Receiver } from '../../test/fixtures/otlp/receiver.js';
import { decode, encode } from '../../test/fixtures/otlp/schema.js';
import { decodeProtobuf } from '../decode/protobuf.js';
import type { OtlpDependencies } from './otlp.js';
import { Unavailable } from './unavailable.js';

const REQUEST = readFileSync(new URL('../../test/fixtures/otlp/traces.protobuf.bin', import.meta.url));
const LOGS = readFileSync(new URL('../../test/fixtures/dialects/claude-code.logs.bin', import.meta.url));
const PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const SAMPLE = decodeProtobuf(REQUEST);

const open: Receiver[] = [];
const receiver = async (overrides: Partial<OtlpDependencies> = {}): Promise<Receiver> => {
  const started = await startReceiver(overrides);
  open.push(started);
  return started;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});

const statusOf = ({ code, message, retryAfter }: GrpcAnswer) => ({ code, message, retryAfter });

describe('the gRPC exporter of OpenTelemetry', () => {
  test.each(['none', 'gzip'] as const)(
    'is received with compression %s and has nothing to complain of',
    async (compression) => {
      const bridge = await receiver();
      const printed = await runGrpcExporter({ url: bridge.grpcUrl, compression });
      expect(bridge.accepted).toEqual([{ traces: SAMPLE, context: { tenant: 'default' } }]);
      expect(bridge.exchanges).toEqual([{ signal: 'traces', status: 200, rejected: 0 }]);
      expect(printed).toBe('');
    },
  );

  it('shows its user why it is turned away', async () => {
    const bridge = await receiver({
      authenticate: ({ authorization }) =>
        authorization === 'Bearer right'
          ? { tenant: 'acme' }
          : { status: 401, message: 'This API key is not known.', headers: {} },
    });
    expect(await runGrpcExporter({ url: bridge.grpcUrl, key: 'wrong' })).toContain('This API key is not known.');
    expect(await runGrpcExporter({ url: bridge.grpcUrl, key: 'right' })).toBe('');
    expect(bridge.accepted.map(({ context }) => context)).toEqual([{ tenant: 'acme' }]);
  });
});

test('a call is answered with the headers of its sender, and an empty message when all is well', async () => {
  const bridge = await receiver({ authenticate: () => ({ tenant: 'a', headers: { RateLimit: '"ingest";r=9;t=1' } }) });
  const answer = await callGrpc(bridge.grpcUrl, { body: REQUEST });
  expect(answer).toEqual({
    code: 0,
    message: '',
    body: Buffer.alloc(0),
    headers: expect.objectContaining({ ratelimit: '"ingest";r=9;t=1' }) as unknown,
  });
});

test('what was rejected is told as partial success', async () => {
  const bridge = await receiver({ accept: () => Promise.resolve({ rejected: 2, warnings: ['two were too old'] }) });
  const { code, body } = await callGrpc(bridge.grpcUrl, { body: REQUEST });
  expect(code).toBe(0);
  expect(decode('ExportServiceResponse', body ?? Buffer.alloc(0))).toEqual({
    partialSuccess: { rejected: '2', errorMessage: 'two were too old' },
  });
  expect(bridge.exchanges).toEqual([{ signal: 'traces', status: 200, rejected: 2 }]);
});

test('metrics and logs are answered as over HTTP', async () => {
  const metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints: [{}, {}] } }] }] }] };
  const bridge = await receiver();
  const sent = [
    ['metrics', '/v1/metrics', encode('ExportMetricsServiceRequest', metrics)],
    ['logs', '/v1/logs', LOGS],
  ] as const;
  for (const [service, path, body] of sent) {
    const { code, body: answer } = await callGrpc(bridge.grpcUrl, { service, body });
    const response = await fetch(bridge.url(path), {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: new Uint8Array(body),
    });
    expect([code, answer]).toEqual([0, Buffer.from(await response.arrayBuffer())]);
  }
  expect(bridge.exchanges.map(({ signal, rejected }) => [signal, rejected])).toEqual([
    ['metrics', 2],
    ['metrics', 2],
    ['logs', 0],
    ['logs', 0],
  ]);
  const [overGrpc, overHttp] = bridge.acceptedLogs;
  expect(overGrpc?.logs.records).toHaveLength(6);
  expect(overGrpc).toEqual(overHttp);
});

interface RefusedCall {
  readonly what: string;
  readonly bridge?: Partial<OtlpDependencies>;
  readonly call?: Partial<GrpcCall>;
  readonly status: ReturnType<typeof statusOf>;
}

const LARGE = Buffer.alloc(300_000);
const REFUSED: readonly RefusedCall[] = [
  {
    what: 'without a key',
    bridge: { authenticate: () => ({ status: 401, message: 'Send an API key.' }) },
    status: { code: 16, message: 'Send an API key.', retryAfter: undefined },
  },
  {
    what: 'with a key that may not',
    bridge: { authenticate: () => ({ status: 403, message: 'It may not.' }) },
    status: { code: 7, message: 'It may not.', retryAfter: undefined },
  },
  {
    what: 'too often',
    bridge: { authenticate: () => ({ status: 429, message: 'Too often.', headers: { 'Retry-After': '1' } }) },
    status: { code: 8, message: 'Too often.', retryAfter: 1 },
  },
  {
    what: 'with something else than a request',
    call: { body: Buffer.from('nonsense') },
    status: { code: 3, message: expect.stringMatching(/\w/) as string, retryAfter: undefined },
  },
  {
    what: 'with too much',
    bridge: { limits: { maxBodyBytes: 100_000 } },
    call: { body: LARGE },
    status: { code: 8, message: expect.stringContaining('when sent') as string, retryAfter: undefined },
  },
  {
    what: 'with what becomes too much',
    bridge: { limits: { maxBodyBytes: 100_000 } },
    call: { body: LARGE, isCompressed: true },
    status: {
      code: 8,
      message: 'The body is larger than 100000 bytes when inflated; send smaller batches.',
      retryAfter: undefined,
    },
  },
  {
    what: 'while others hold the memory',
    bridge: { limits: { maxHeldBytes: 100_000 } },
    call: { body: LARGE },
    status: { code: 14, message: 'Too many requests are under way; try again.', retryAfter: 2 },
  },
  {
    what: 'while the spool is full',
    bridge: { accept: () => Promise.reject(new Unavailable('the spool is full: 100 % “gone”', 7)) },
    status: { code: 14, message: 'the spool is full: 100 % “gone”', retryAfter: 7 },
  },
  {
    what: 'for a method that is not there',
    call: { path: '/opentelemetry.proto.collector.trace.v1.TraceService/Import' },
    status: { code: 12, message: expect.stringContaining('There is no such method') as string, retryAfter: undefined },
  },
];

test.each(REFUSED)('a call $what is refused', async ({ bridge: overrides, call, status }) => {
  const bridge = await receiver(overrides);
  expect(statusOf(await callGrpc(bridge.grpcUrl, { body: REQUEST, ...call }))).toEqual(status);
  expect(bridge.accepted).toEqual([]);
  // The connection and the memory are there for the next.
  expect(bridge.errors).toEqual([]);
});

test('memory is given back, whatever became of a call', async () => {
  const bridge = await receiver({ limits: { maxBodyBytes: 200_000, maxHeldBytes: 210_000 } });
  for (const isCompressed of [false, true, false, true]) {
    expect((await callGrpc(bridge.grpcUrl, { body: LARGE, isCompressed })).code).toBe(8);
  }
  const padded = Buffer.concat([REQUEST, Buffer.from([0x7a, 0xe0, 0xa7, 0x0b]), Buffer.alloc(185_312)]);
  for (const body of [padded, padded, padded]) expect((await callGrpc(bridge.grpcUrl, { body })).code).toBe(0);
});

test('a failure of ours is logged, and told as one that passes', async () => {
  const bridge = await receiver({ accept: () => Promise.reject(new Error('a secret')) });
  expect(statusOf(await callGrpc(bridge.grpcUrl, { body: REQUEST }))).toEqual({
    code: 14,
    message: 'The request could not be kept; try again.',
    retryAfter: 5,
  });
  expect(bridge.errors).toEqual(['An OTLP request could not be kept']);
});

/** What a bare client of HTTP/2 hears: gRPC's own never says such things. */
async function bare(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array) {
  const session = connect(url);
  const heard = await new Promise<IncomingHttpHeaders>((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': PATH,
      'content-type': 'application/grpc',
      ...headers,
    });
    stream.on('response', resolve);
    stream.resume();
    stream.end(body);
  });
  session.destroy();
  return heard;
}

test.each([[[]], [[0, 0, 0]], [[0, 0, 0, 0, 9, 1]], [[0, 0xff, 0xff, 0xff, 0xff]], [[1, 0, 0, 0, 0]]])(
  'the bytes %j are no message',
  async (bytes) => {
    const bridge = await receiver();
    expect(await bare(bridge.grpcUrl, {}, Uint8Array.from(bytes))).toMatchObject({ 'grpc-status': '3' });
  },
);

test('an unknown encoding is refused with those that there are', async () => {
  const bridge = await receiver();
  expect(await bare(bridge.grpcUrl, { 'grpc-encoding': 'snappy' }, REQUEST)).toMatchObject({
    'grpc-status': '12',
    'grpc-accept-encoding': 'identity,gzip,deflate',
  });
});

test('what is no gRPC is told so in HTTP', async () => {
  const bridge = await receiver();
  const answer = await bare(bridge.grpcUrl, { 'content-type': 'application/x-protobuf' }, REQUEST);
  expect(answer[':status']).toBe(415);
});

test('a sender that goes away leaves nothing behind', async () => {
  const bridge = await receiver({ limits: { maxHeldBytes: 150_000, maxBodyBytes: 200_000 } });
  const session = connect(bridge.grpcUrl);
  const stream = session.request({
    ':method': 'POST',
    ':path': PATH,
    'content-type': 'application/grpc',
  });
  stream.on('error', () => undefined);
  const gone = new Promise((resolve) => session.once('close', resolve));
  stream.write(Buffer.alloc(100_000), () => {
    session.destroy();
  });
  await gone;
  const padded = Buffer.concat([REQUEST, Buffer.from([0x7a, 0xe0, 0xc5, 0x08]), Buffer.alloc(140_000)]);
  let answer = await callGrpc(bridge.grpcUrl, { body: padded });
  while (answer.code === 14) answer = await callGrpc(bridge.grpcUrl, { body: padded });
  expect(answer.code).toBe(0);
  expect(bridge.exchanges.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
});

test('a call that is under way is answered before the server closes', async () => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let finish = (): void => undefined;
  const durable = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const bridge = await receiver({
    accept: async () => {
      arrive();
      await durable;
      return { rejected: 0, warnings: [] };
    },
  });
  const underWay = callGrpc(bridge.grpcUrl, { body: REQUEST });
  await arrived;
  const closed = bridge.closeGrpc();
  const late = await callGrpc(bridge.grpcUrl, { body: REQUEST });
  finish();
  expect([(await underWay).code, late.code]).toEqual([0, 14]);
  await closed;
});
