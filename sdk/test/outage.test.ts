import { createServer } from 'node:http';
import { startCollector, type Collector } from './collector.js';
import { useHive } from './use-hive.js';

const hive = useHive();
const quiet = { heartbeatInterval: 0 };

const eventNames = (collector: Collector) =>
  new Set(
    collector.spans.flatMap(({ events }) => events.flatMap(({ attributes }) => attributes['hive.custom.name'] ?? [])),
  );

test('while the receiver answers 503 nothing is lost, and it all arrives when it recovers', async () => {
  const client = hive.connect();
  const agent = client.agent('a', quiet);
  hive.collector.reply = { status: 503, headers: { 'retry-after': '0' } };
  for (let index = 0; index < 20; index += 1) agent.event(`during-${index}`);
  await hive.collector.until(() => (hive.collector.requests.length >= 2 ? true : undefined));
  expect(client.stats()).toEqual({ sent: 0, pending: 21, dropped: 0 });
  hive.collector.reply = { status: 200 };
  agent.event('after');
  await client.flush();
  expect(eventNames(hive.collector).size).toBe(21);
  expect(client.stats()).toEqual({ sent: 22, pending: 0, dropped: 0 });
  expect(hive.warnings).toEqual(['cannot deliver (HTTP 503); spans are held and sent again']);
});

test('what is said while nobody listens arrives once somebody does', async () => {
  const gone = await startCollector();
  await gone.close();
  const client = hive.connect({ endpoint: gone.endpoint });
  client.agent('a', quiet).event('unheard');
  await client.flush(200);
  expect(client.stats()).toEqual({ sent: 0, pending: 2, dropped: 0 });
  const back = await startCollector(gone.port);
  await client.flush();
  expect(eventNames(back)).toEqual(new Set(['unheard']));
  await back.close();
});

test.each([
  [401, 'refused the API key (HTTP 401): check apiKey or HIVE_API_KEY; spans are dropped'],
  [403, 'refused the API key (HTTP 403): check apiKey or HIVE_API_KEY; spans are dropped'],
  [404, 'is not an OTLP receiver (HTTP 404): check endpoint or HIVE_ENDPOINT; spans are dropped'],
  [405, 'is not an OTLP receiver (HTTP 405): check endpoint or HIVE_ENDPOINT; spans are dropped'],
  [301, 'is elsewhere (HTTP 301): set endpoint or HIVE_ENDPOINT to where it redirects to; spans are dropped'],
  [400, 'refused the data (HTTP 400); spans are dropped'],
])(
  'a receiver that answers %d is believed at once, with one warning that names the cause',
  async (status, complaint) => {
    const client = hive.connect();
    const agent = client.agent('a', quiet);
    hive.collector.reply = { status };
    for (let index = 0; index < 3; index += 1) {
      agent.event('e');
      await client.flush();
    }
    expect(hive.collector.requests).toHaveLength(3);
    expect(client.stats()).toEqual({ sent: 0, pending: 0, dropped: 4 });
    expect(hive.warnings).toEqual([`${hive.collector.endpoint}/v1/traces ${complaint}`]);
  },
);

test('a server that answers everything with a web page has taken nothing, which is said', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const client = hive.connect({ endpoint });
  client.agent('a', quiet);
  await client.flush();
  expect(client.stats()).toEqual({ sent: 0, pending: 0, dropped: 1 });
  expect(hive.warnings).toEqual([
    `${endpoint}/v1/traces answers with a web page: check endpoint or HIVE_ENDPOINT; spans are dropped`,
  ]);
  await client.shutdown();
  await new Promise((resolve) => server.close(resolve));
});

test('https where plain http is spoken is said in words', async () => {
  const client = hive.connect({ endpoint: hive.collector.endpoint.replace('http:', 'https:') });
  client.agent('a', quiet);
  await client.flush(500);
  expect(hive.warnings).toEqual([
    'cannot deliver (no TLS there: check whether endpoint is http or https); spans are held and sent again',
  ]);
});

test('spans that the receiver rejects count as dropped, and its reason is passed on', async () => {
  const client = hive.connect();
  client.agent('a', quiet).event('e');
  hive.collector.reply = { status: 200, partialSuccess: { rejectedSpans: 1, errorMessage: 'one span has no id' } };
  await client.flush();
  expect(client.stats()).toEqual({ sent: 1, pending: 0, dropped: 1 });
  expect(hive.warnings).toEqual(['the receiver says: one span has no id']);
});

test('when the queue is full the oldest spans go and are counted', async () => {
  const client = hive.connect({ maxQueueSize: 10 });
  hive.collector.reply = { status: 503 };
  const agent = client.agent('a', quiet);
  for (let index = 0; index < 30; index += 1) agent.event(`e${index}`);
  expect(client.stats()).toEqual({ sent: 0, pending: 10, dropped: 21 });
  hive.collector.reply = { status: 200 };
  await client.flush();
  expect(eventNames(hive.collector)).toEqual(new Set(Array.from({ length: 10 }, (_, index) => `e${index + 20}`)));
  expect(client.stats()).toEqual({ sent: 10, pending: 0, dropped: 21 });
});
