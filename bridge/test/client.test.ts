import { createServer, type Server } from 'node:http';
import { ISSUE, QUALIFIER, TASK, workload } from './examples/workload.js';
import { ApiFailure, createClient, type Client } from '../src/client/index.js';
import { digestOf, type ApiKey } from '../src/keys/api-key.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

const KEY = 'client';
const SLOW = 'slow';
const limited = (name: string, read: number): ApiKey => ({
  name,
  sha256: digestOf(name).toString('hex'),
  scopes: ['ingest', 'read'],
  tenant: 'acme',
  limits: { read, ingest: 100 },
});

let hive: TestBridge;
let client: Client;
beforeAll(async () => {
  hive = await startTestBridge([limited(KEY, 1000), limited(SLOW, 1)]);
  hive.freezeClock();
  await hive.send(otlp(workload(Date.now() - 600_000)), { authorization: `Bearer ${KEY}` });
  client = createClient({ url: `${hive.bridge.url}/`, key: KEY });
});
afterAll(async () => {
  await hive.stop();
});

/** What a question fails with. */
async function failureOf(question: Promise<unknown>): Promise<ApiFailure> {
  const error = await question.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiFailure) return error;
  throw new Error(`no failure of the API: ${String(error)}`);
}

test('an answer is typed by its path, and parameters by the route', async () => {
  const { data } = await client.get('/v1/tasks', { params: { status: 'completed', sort: 'cost', limit: 1 } });
  expect(data.map(({ task_id, cost }) => [task_id, cost])).toEqual([[TASK, 0.0063]]);
  // @ts-expect-error -- no route sorts by mood.
  const asked = client.get('/v1/tasks', { params: { sort: 'mood' } });
  expect((await failureOf(asked)).details).toEqual({ parameter: 'sort' });
});

test('parts of a path are needed, and encoded', async () => {
  const { task } = await client.get('/v1/tasks/{id}/timeline', { path: { id: TASK } });
  expect(task.agent_id).toBe(QUALIFIER);
  expect((await failureOf(client.get('/v1/tasks/{id}/timeline', { path: { id: 'a/b?c' } }))).error).toBe(
    'task_not_found',
  );
  // @ts-expect-error -- whose pipeline?
  expect((await failureOf(client.get('/v1/agents/{id}/pipeline'))).status).toBe(404);
});

test('parameters that are undefined are left out', async () => {
  const { data } = await client.get('/v1/agents', { params: { group: undefined, status: 'waiting' } });
  expect(data.map(({ agent_id }) => agent_id)).toEqual(['support-triage']);
});

test('pages follow one another to the last, and no further than they are asked for', async () => {
  const all = await client.get('/v1/events');
  const paged: string[] = [];
  let pages = 0;
  for await (const { data } of client.pages('/v1/events', { params: { limit: 3 } })) {
    pages += 1;
    paged.push(...data.map(({ event_id }) => event_id));
  }
  expect(paged).toEqual(all.data.map(({ event_id }) => event_id));
  expect(pages).toBe(Math.ceil(all.data.length / 3));

  let asked = 0;
  const counting = createClient({
    url: hive.bridge.url,
    key: KEY,
    fetch: (...request) => {
      asked += 1;
      return fetch(...request);
    },
  });
  for await (const { data } of counting.pages('/v1/events', { params: { limit: 3 } })) if (data.length > 0) break;
  expect(asked).toBe(1);
});

test('an issue is decided about', async () => {
  const path = { id: QUALIFIER, key: ISSUE };
  const { data } = await client.post('/v1/agents/{id}/issues/{key}', { path, body: { action: 'dismiss', by: 'ann' } });
  expect([data.action, data.by]).toEqual(['dismissed', 'ann']);
});

describe('a failure', () => {
  test('says what the bridge says', async () => {
    const failure = await failureOf(client.get('/v1/llm-calls', { params: { limit: 1e6 } }));
    expect(failure).toMatchObject({
      name: 'ApiFailure',
      error: 'invalid_parameter',
      message: 'limit: expected a whole number from 1 to 200',
      status: 400,
      details: { parameter: 'limit' },
      retryAfterSeconds: undefined,
    });
  });

  test('of a key that asks too often says when to come back', async () => {
    const slow = createClient({ url: hive.bridge.url, key: SLOW });
    await slow.get('/v1/agents');
    const { error, status, retryAfterSeconds } = await failureOf(slow.get('/v1/agents'));
    expect([error, status, retryAfterSeconds]).toEqual(['rate_limit_exceeded', 429, 1]);
  });

  test('of a client without a key says what to send', async () => {
    const { error, message } = await failureOf(createClient({ url: hive.bridge.url }).get('/v1/agents'));
    expect([error, message]).toEqual(['authentication_failed', expect.stringContaining('Send an API key')]);
  });

  describe('of an address', () => {
    let other: Server;
    let url = '';
    beforeAll(async () => {
      other = createServer((request, response) => {
        response
          .writeHead(request.url === '/v1/agents' ? 200 : 502, { 'content-type': 'text/html' })
          .end('<h1>Hello</h1>');
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const address = other.address();
      url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    });
    afterAll(() => new Promise((resolve) => other.close(resolve)));

    test.each([
      ['/v1/agents', 200],
      ['/v1/tasks', 502],
    ] as const)('that is no bridge’s is not mistaken for an answer: %s', async (path, status) => {
      const failure = await failureOf(createClient({ url }).get(path));
      expect([failure.error, failure.status]).toEqual(['unexpected_answer', status]);
    });
  });

  test('of the network, or a question given up, is as fetch tells it', async () => {
    const given = new AbortController();
    const asked = client.get('/v1/agents', { signal: given.signal });
    given.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});
