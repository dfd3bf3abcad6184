import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { taskSpanProcessor } from '../src/adapters/otel.js';
import { useHive } from './use-hive.js';

const hive = useHive();

afterEach(() => {
  trace.disable();
  context.disable();
});

function registerApplication() {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [taskSpanProcessor(), new SimpleSpanProcessor(exporter)];
  const provider = new BasicTracerProvider({ spanProcessors });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracer = provider.getTracer('instrumentation');
  return {
    provider,
    call: (name: string): void => {
      tracer.startSpan(name, { attributes: { 'gen_ai.agent.name': 'inner' } }).end();
    },
    spans: () => exporter.getFinishedSpans(),
    attributesOf: (name: string) => exporter.getFinishedSpans().find((span) => span.name === name)?.attributes,
  };
}

test('what others start inside a task says whose it is', async () => {
  const app = registerApplication();
  const agent = hive.connect().agent('closer', { heartbeatInterval: 0 });
  app.call('before');
  const options = { project: 'sales', type: 'lead', runId: 'run-1', correlationId: 'flow-1' };
  await agent.task('lead-1', options, async (task) => {
    app.call('at once');
    task.plan('p', ['one'], { revision: 1 });
    task.planStep({ stepIndex: 0, action: 'started' });
    task.retry({ attempt: 2, reason: 'r' });
    await task.track('step', async () => {
      await Promise.resolve();
      app.call('in a step');
    });
  });
  agent.track('alone', () => {
    app.call('outside any task');
  });
  const task = {
    'gen_ai.agent.name': 'inner',
    'hive.agent.id': 'closer',
    'hive.task.id': 'lead-1',
    'hive.task.run_id': 'run-1',
    'hive.task.type': 'lead',
    'hive.project': 'sales',
    'hive.correlation_id': 'flow-1',
  };
  expect(['before', 'at once', 'in a step', 'outside any task'].map(app.attributesOf)).toEqual([
    { 'gen_ai.agent.name': 'inner' },
    task,
    { ...task, 'hive.plan.step.index': 0, 'hive.plan.revision': 1, 'hive.retry.attempt': 2 },
    { 'gen_ai.agent.name': 'inner', 'hive.agent.id': 'closer' },
  ]);
});

test('spans of our own stay as they are: what an agent says inside a task is no part of it', async () => {
  const app = registerApplication();
  const client = hive.connect();
  const agent = client.agent('closer', { heartbeatInterval: 0 });
  agent.task('lead-1', {}, () => {
    agent.todo({ todoId: 't', action: 'created', summary: 's' });
  });
  await client.flush();
  const told = app.spans().filter(({ events }) => events.some(({ name }) => name === 'hive.todo'));
  expect(told.map(({ attributes }) => attributes)).toEqual([
    { 'hive.record': 'agent', 'hive.agent.id': 'closer', 'gen_ai.agent.name': 'closer' },
  ]);
});

test('a span that takes no attributes costs the application nothing', async () => {
  const app = registerApplication();
  const processor = taskSpanProcessor();
  const broken = new Proxy(trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 }), {
    has: () => {
      throw new Error('no');
    },
  });
  expect(() => {
    processor.onStart(broken);
    processor.onEnd();
  }).not.toThrow();
  await expect(app.provider.forceFlush()).resolves.toBeUndefined();
  await expect(app.provider.shutdown()).resolves.toBeUndefined();
});
