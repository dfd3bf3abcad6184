import { init, type Hive, type HiveOptions } from '../src/index.js';
import { startCollector, type Collector, type ReceivedSpan } from './collector.js';

let collector: Collector;
let hive: Hive | undefined;
let warnings: string[];
const T0 = Date.parse('2026-03-01T12:00:00.000Z');
let now = T0;

beforeEach(async () => {
  collector = await startCollector();
  warnings = [];
  now = T0;
});
afterEach(async () => {
  await hive?.shutdown(100);
  await collector.close();
});

/** A client whose clock stands still unless the test moves it, and which waits for nothing. */
function connect(options: HiveOptions = {}): Hive {
  hive = init({
    endpoint: collector.endpoint,
    flushIntervalMs: 20,
    clock: () => now,
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  return hive;
}

const recordsOf = (record: string): readonly ReceivedSpan[] =>
  collector.spans.filter(({ attributes }) => attributes['hive.record'] === record);

test('a task reaches the receiver whole', async () => {
  const client = connect({ apiKey: 'k', environment: 'staging', group: 'sales', serviceName: 'crm' });
  const agent = client.agent('lead-qualifier', { heartbeatInterval: 0 });
  await agent.task('task-1', { project: 'p', type: 'lead', runId: 'run-1', correlationId: 'c-1' }, async (task) => {
    now += 250;
    task.llmCall('score', { model: 'm', tokensIn: 10, tokensOut: 2, cost: 0.25 });
    await Promise.resolve();
    now += 750;
  });
  await client.flush();
  const [span] = recordsOf('task');
  const [event] = span?.events ?? [];
  expect(event?.attributes['hive.event.id']).toMatch(
    /^019[0-9a-f]{5}-[0-9a-f]{4}-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(span?.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(span).toEqual({
    name: 'invoke_agent lead-qualifier',
    kind: 1,
    traceId: span?.traceId,
    spanId: span?.spanId,
    parentSpanId: '',
    startedAt: T0,
    endedAt: T0 + 1000,
    status: { code: 0, message: '' },
    attributes: {
      'hive.record': 'task',
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'lead-qualifier',
      'hive.agent.id': 'lead-qualifier',
      'hive.task.id': 'task-1',
      'hive.task.run_id': 'run-1',
      'hive.task.type': 'lead',
      'hive.project': 'p',
      'hive.correlation_id': 'c-1',
      'hive.task.outcome': 'completed',
    },
    events: [
      {
        name: 'hive.llm_call',
        at: T0 + 250,
        attributes: {
          'hive.event.id': event?.attributes['hive.event.id'],
          'hive.event.kind': 'llm_call',
          'hive.event.summary': 'score: m (10→2)',
          'hive.event.tags': ['llm'],
          'hive.event.severity': 'info',
          'hive.llm_call.name': 'score',
          'gen_ai.request.model': 'm',
          'gen_ai.usage.input_tokens': 10,
          'gen_ai.usage.output_tokens': 2,
          'hive.cost.usd': 0.25,
        },
      },
    ],
    resource: {
      ...span?.resource,
      'service.name': 'crm',
      'deployment.environment.name': 'staging',
      'hive.group': 'sales',
      'telemetry.distro.name': '@hiveboard/sdk',
    },
    scope: { name: '@hiveboard/sdk', version: '0.1.0' },
  });
  expect(collector.requests[0]).toMatchObject({
    path: '/v1/traces',
    headers: { authorization: 'Bearer k', 'content-encoding': 'gzip', 'content-type': 'application/x-protobuf' },
  });
  expect(warnings).toEqual([]);
});
