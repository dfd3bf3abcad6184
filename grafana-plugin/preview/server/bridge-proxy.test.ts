import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Answer, RecordingBridge } from './recording-bridge.js';
import { jsonAnswer, startRecordingBridge } from './recording-bridge.js';
import { proxyToBridge } from './bridge-proxy.js';

const readKey = 'key-that-only-the-server-knows';
let stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  stops = [];
});

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(
    () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

const startProxy = (bridgeUrl: string): Promise<string> =>
  listen(
    createServer((request, response) => {
      proxyToBridge(request, response, { bridgeUrl, readKey, path: request.url ?? '/' });
    }),
  );

const startBoth = async (
  answers: Readonly<Record<string, Answer>>,
): Promise<{ readonly proxy: string; readonly bridge: RecordingBridge }> => {
  const bridge = await startRecordingBridge(answers);
  stops.push(() => bridge.stop());
  return { proxy: await startProxy(bridge.url), bridge };
};

test('the key is added to each request, and what the browser sent about itself is not passed on', async () => {
  const { proxy, bridge } = await startBoth({});
  const answer = await fetch(`${proxy}/v1/agents?limit=5&status=stuck`, {
    headers: { authorization: 'Bearer mine', 'x-api-key': 'mine', cookie: 'session=1', 'x-kept': 'yes' },
  });
  expect(answer.status).toBe(200);
  expect(bridge.requests).toHaveLength(1);
  const [request] = bridge.requests;
  expect(request?.url).toBe('/v1/agents?limit=5&status=stuck');
  expect(request?.headers.authorization).toBe(`Bearer ${readKey}`);
  expect(request?.headers['x-kept']).toBe('yes');
  expect(request?.headers.cookie).toBeUndefined();
  expect(request?.headers['x-api-key']).toBeUndefined();
});

test('method and body reach the bridge', async () => {
  const { proxy, bridge } = await startBoth({});
  await fetch(`${proxy}/v1/agents/a/issues/k`, { method: 'POST', body: '{"action":"resolve"}' });
  expect(bridge.requests.map(({ method, body }) => ({ method, body }))).toEqual([
    { method: 'POST', body: '{"action":"resolve"}' },
  ]);
});

test.each([
  [200, 200],
  [204, 204],
  [400, 400],
  [401, 400],
  [403, 403],
  [404, 404],
  [429, 429],
  [503, 503],
])('an answer %i of the bridge reaches the browser as %i', async (status, seen) => {
  const { proxy } = await startBoth({
    '/v1/x': (_, response) => {
      response.writeHead(status, { 'retry-after': '7', 'set-cookie': 'a=b' }).end();
    },
  });
  const answer = await fetch(`${proxy}/v1/x`);
  expect(answer.status).toBe(seen);
  expect(answer.headers.get('retry-after')).toBe('7');
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('errors of the bridge keep their body', async () => {
  const body = {
    error: 'invalid_parameter',
    message: 'limit must be a number',
    status: 400,
    details: { parameter: 'limit' },
  };
  const { proxy } = await startBoth({ '/v1/x': jsonAnswer(body, 400) });
  await expect((await fetch(`${proxy}/v1/x`)).json()).resolves.toEqual(body);
});

test('an answer streams: its first part arrives while the bridge still writes', async () => {
  let finish = (): void => undefined;
  const { proxy } = await startBoth({
    '/v1/stream': (_, response) => {
      response.write('first\n');
      finish = () => response.end('last\n');
    },
  });
  const reader = (await fetch(`${proxy}/v1/stream`)).body?.getReader();
  const first = await reader?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe('first\n');
  finish();
  const last = await reader?.read();
  expect(Buffer.from(last?.value ?? []).toString()).toBe('last\n');
});

test('a browser that goes away ends the request to the bridge', async () => {
  const control = new AbortController();
  let onClosed = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    onClosed = resolve;
  });
  const { proxy } = await startBoth({
    '/v1/stream': (_, response) => {
      response.write('first\n');
      response.on('close', onClosed);
    },
  });
  const answer = await fetch(`${proxy}/v1/stream`, { signal: control.signal });
  await answer.body?.getReader().read();
  control.abort();
  await closed;
});

test('a bridge that is down gives 502 and says which address was tried, not the key', async () => {
  const bridge = await startRecordingBridge();
  await bridge.stop();
  const proxy = await startProxy(bridge.url);
  const answer = await fetch(`${proxy}/v1/agents`);
  expect(answer.status).toBe(502);
  const body = await answer.text();
  expect(JSON.parse(body)).toMatchObject({ error: 'bridge_unreachable', status: 502, details: {} });
  expect(body).toContain(`The bridge at ${bridge.url} cannot be reached`);
  expect(body).not.toContain(readKey);
});
