import { startTestBridge, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge([], { keepsRawSpans: true });
});
afterAll(async () => {
  await hive.stop();
});

const rows = async <T>(query: string): Promise<readonly T[]> =>
  (await hive.database.reader.query({ query, format: 'JSONEachRow' })).json<T>();

const NOW = Math.floor(Date.now() / 1000);
const at = (nanoseconds: number): string => `${NOW}${String(nanoseconds).padStart(9, '0')}`;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const attribute = (key: string, value: object): object => ({ key, value });

const SPAN = {
  traceId: TRACE,
  spanId: 'b7ad6b7169203331',
  parentSpanId: '00f067aa0ba902b7',
  traceState: 'vendor=1',
  name: 'chat gpt-4o',
  kind: 3,
  startTimeUnixNano: at(123_456_789),
  endTimeUnixNano: at(623_456_790),
  attributes: [
    attribute('gen_ai.operation.name', { stringValue: 'chat' }),
    attribute('count', { intValue: '42' }),
    attribute('share', { doubleValue: 0.25 }),
    attribute('sure', { boolValue: true }),
    attribute('words', { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: '"b"' }] } }),
    attribute('thing', { kvlistValue: { values: [{ key: 'a', value: { intValue: '1' } }] } }),
    attribute('nothing', {}),
    attribute("it's", { stringValue: '世界 🐝 \u0000' }),
  ],
  events: [
    {
      name: 'exception',
      timeUnixNano: at(500_000_001),
      attributes: [attribute('exception.message', { stringValue: 'too slow' })],
    },
    { name: 'never', timeUnixNano: '18446744073709551615' },
  ],
  links: [
    { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), attributes: [attribute('why', { stringValue: 'retry' })] },
  ],
  status: { code: 2, message: 'failed' },
};
const request = (...spans: readonly object[]): object => ({
  resourceSpans: [
    {
      resource: { attributes: [attribute('service.name', { stringValue: 'shop' })] },
      scopeSpans: [{ scope: { name: 'openai', version: '1.2.3' }, spans }],
    },
  ],
});
const progress = {
  ...SPAN,
  spanId: 'eeeeeeeeeeeeeeee',
  attributes: [attribute('hive.record', { stringValue: 'progress' })],
};
const ancient = { ...SPAN, spanId: 'dddddddddddddddd', startTimeUnixNano: '1', endTimeUnixNano: '2' };

test('a span is kept as the Collector would have written it, once, whatever else comes along', async () => {
  const body = request(SPAN, progress, ancient);
  expect([(await hive.send(body)).status, (await hive.send(body)).status]).toEqual([200, 200]);
  expect(
    await rows(`SELECT * EXCEPT (Timestamp, \`Events.Timestamp\`), toString(toUnixTimestamp64Nano(Timestamp)) AS Nanos,
      arrayMap(t -> toString(toUnixTimestamp64Nano(t)), Events.Timestamp) AS EventNanos FROM hive.otel_traces FINAL`),
  ).toEqual([
    {
      Nanos: at(123_456_789),
      TraceId: TRACE,
      SpanId: 'b7ad6b7169203331',
      ParentSpanId: '00f067aa0ba902b7',
      TraceState: 'vendor=1',
      SpanName: 'chat gpt-4o',
      SpanKind: 'Client',
      ServiceName: 'shop',
      ResourceAttributes: { 'service.name': 'shop' },
      ScopeName: 'openai',
      ScopeVersion: '1.2.3',
      SpanAttributes: {
        'gen_ai.operation.name': 'chat',
        count: '42',
        share: '0.25',
        sure: 'true',
        words: '["a","\\"b\\""]',
        thing: '{"a":1}',
        nothing: '',
        "it's": '世界 🐝 \u0000',
      },
      Duration: 500_000_001,
      StatusCode: 'Error',
      StatusMessage: 'failed',
      EventNanos: [at(500_000_001), '9223372036854775807'],
      'Events.Name': ['exception', 'never'],
      'Events.Attributes': [{ 'exception.message': 'too slow' }, {}],
      'Links.TraceId': ['c'.repeat(32)],
      'Links.SpanId': ['d'.repeat(16)],
      'Links.TraceState': [''],
      'Links.Attributes': [{ why: 'retry' }],
      tenant: 'default',
      by_bridge: true,
    },
  ]);
});

test('Grafana’s ClickHouse data source finds the trace by its id', async () => {
  await hive.send(request({ ...SPAN, traceId: 'a'.repeat(32) }));
  expect(
    await rows(`
      WITH '${'a'.repeat(32)}' AS trace_id,
        (SELECT min(Start) FROM hive.otel_traces_trace_id_ts WHERE TraceId = trace_id) AS trace_start,
        (SELECT max(End) + 1 FROM hive.otel_traces_trace_id_ts WHERE TraceId = trace_id) AS trace_end
      SELECT TraceId AS traceID, SpanId AS spanID, ParentSpanId AS parentSpanID, ServiceName AS serviceName,
        SpanName AS operationName, multiply(Duration, 0.000001) AS duration,
        arrayMap(key -> map('key', key, 'value', ResourceAttributes[key]), mapKeys(ResourceAttributes)) AS serviceTags
      FROM hive.otel_traces
      WHERE traceID = trace_id AND Timestamp >= trace_start AND Timestamp <= trace_end LIMIT 1000`),
  ).toEqual([
    {
      traceID: 'a'.repeat(32),
      spanID: SPAN.spanId,
      parentSpanID: SPAN.parentSpanId,
      serviceName: 'shop',
      operationName: 'chat gpt-4o',
      duration: 500.000001,
      serviceTags: [{ key: 'service.name', value: 'shop' }],
    },
  ]);
});

test('without the switch nothing is kept twice', async () => {
  const other = await startTestBridge();
  await other.send(request(SPAN));
  const answer = await other.database.reader.query({
    query: 'SELECT count() FROM hive.otel_traces',
    format: 'TabSeparated',
  });
  expect(await answer.text()).toBe('0\n');
  await other.stop();
});
