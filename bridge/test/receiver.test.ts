import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge([], { corsOrigins: ['https://shop.example'] });
});
afterAll(async () => {
  await hive.stop();
});

const preflight = (origin: string): Promise<Response> =>
  fetch(`${hive.bridge.url}/v1/traces`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
  });

test('connections stay open longer than exporters and proxies keep them: none meets one that is just closing', async () => {
  const answer = await fetch(`${hive.bridge.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(otlp([])),
  });
  expect(answer.headers.get('keep-alive')).toBe('timeout=75');
});

test('a web page of an origin that is listed may send, and no other', async () => {
  const allowed = await preflight('https://shop.example');
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, 'https://shop.example']);
  const other = await preflight('https://other.example');
  expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([405, null]);
});

test('one path asks for metrics by GET, and takes OTLP by POST, which says how many it does not keep', async () => {
  const points = [{ asInt: '1' }, { asInt: '2' }, { asInt: '3' }];
  const body = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'n', sum: { dataPoints: points } }] }] }] };
  const sent = await fetch(`${hive.bridge.url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect([sent.status, sent.headers.get('content-type'), await sent.json()]).toEqual([
    200,
    'application/json',
    {
      partialSuccess: {
        rejectedDataPoints: '3',
        errorMessage: expect.stringContaining('metrics are not stored') as string,
      },
    },
  ]);
  const asked = await hive.ask('/v1/metrics?metric=cost&group_by=model&time_range=1h');
  expect([asked.status, asked.body]).toMatchObject([200, { groups: [] }]);
});
