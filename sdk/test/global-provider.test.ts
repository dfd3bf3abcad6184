import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { useHive } from './use-hive.js';

const hive = useHive();

afterEach(() => {
  trace.disable();
  context.disable();
});

/** What an application does that traces itself. */
function registerApplication() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return { spans: () => exporter.getFinishedSpans(), tracer: provider.getTracer('app') };
}

test('spans go to the provider that the application registered, even after init, and nest with its own', async () => {
  const client = hive.connect();
  const app = registerApplication();
  const agent = client.agent('a', { heartbeatInterval: 0 });
  await app.tracer.startActiveSpan('request', async (request) => {
    await agent.task('t', {}, async () => {
      await agent.track('step', async () => {
        await Promise.resolve();
        await app.tracer.startActiveSpan('query', async (query) => {
          await agent.track('inside', () => Promise.resolve());
          query.end();
        });
      });
    });
    request.end();
  });
  await client.flush();

  const parents = new Map(
    app
      .spans()
      .map((span) => [
        span.name,
        app.spans().find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId)?.name,
      ]),
  );
  expect(parents).toEqual(
    new Map([
      ['hive.agent', undefined],
      ['inside', 'query'],
      ['query', 'step'],
      ['step', 'invoke_agent a'],
      ['invoke_agent a', 'request'],
      ['request', undefined],
    ]),
  );
  expect(hive.collector.requests).toEqual([]);
  expect(client.stats()).toEqual({ sent: 0, pending: 0, dropped: 0 });
});

test('on a provider with the usual limits the events that fall off the task span have left on progress spans', async () => {
  const client = hive.connect({ flushIntervalMs: 600_000 });
  const app = registerApplication();
  const task = client.agent('a', { heartbeatInterval: 0 }).startTask('t');
  for (let index = 0; index < 500; index += 1) task.event('e', { index });
  task.complete();
  const carriers = app.spans().filter(({ attributes }) => attributes['hive.task.id'] === 't');
  expect(carriers.find(({ attributes }) => attributes['hive.record'] === 'task')?.events).toHaveLength(128);
  const ids = carriers.flatMap(({ events }) => events.map(({ attributes }) => attributes?.['hive.event.id']));
  expect(new Set(ids).size).toBe(500);
  await client.shutdown();
});

test('a provider that is handed over is used, whatever is registered', async () => {
  registerApplication();
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const client = hive.connect({ tracerProvider });
  client.agent('a', { heartbeatInterval: 0 });
  await client.flush();
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['hive.agent']);
});
