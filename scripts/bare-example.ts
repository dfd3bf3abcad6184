/** An agent in bare OpenTelemetry, shown in the semantic conventions. A test runs it. */
export const BARE_EXAMPLE = `import { randomUUID } from 'node:crypto';
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'crm', 'deployment.environment.name': 'production' }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: 'http://127.0.0.1:4318/v1/traces' }))],
});
const tracer = provider.getTracer('my-agent');
const agent = { 'hive.agent.id': 'lead-qualifier', 'gen_ai.agent.name': 'lead-qualifier' };
const event = (kind, attributes) => ({ 'hive.event.id': randomUUID(), 'hive.event.kind': kind, ...attributes });

// A sign of life: a short span of its own, every 30 seconds.
const beat = tracer.startSpan('hive.agent', { root: true, attributes: { ...agent, 'hive.record': 'agent' } });
beat.addEvent('hive.heartbeat', event('heartbeat', { 'hive.heartbeat.data': JSON.stringify({ queue: 3 }) }));
beat.end();

// A task: a span as long as the work.
const identity = { ...agent, 'hive.task.id': 'lead-4821', 'hive.task.run_id': randomUUID(), 'hive.project': 'sales' };
const task = tracer.startSpan('invoke_agent lead-qualifier', {
  attributes: { ...identity, 'hive.record': 'task', 'gen_ai.operation.name': 'invoke_agent' },
});
const inTask = trace.setSpan(context.active(), task);
const startedAt = Date.now();

const call = event('llm_call', {
  'hive.llm_call.name': 'score_lead',
  'gen_ai.request.model': 'claude-sonnet-4-5',
  'gen_ai.provider.name': 'anthropic',
  'gen_ai.usage.input_tokens': 1500,
  'gen_ai.usage.output_tokens': 200,
  'hive.cost.usd': 0.0075,
});
task.addEvent('hive.llm_call', call);

// The task is still running: the same event, with the same id, also leaves now.
const progress = tracer.startSpan(
  'hive.progress',
  {
    attributes: {
      ...identity,
      'hive.record': 'progress',
      'hive.progress.seq': 0,
      'hive.progress.start_time_ms': startedAt,
    },
  },
  inTask,
);
progress.addEvent('hive.llm_call', call);
progress.end();

// A step: a child span.
const step = tracer.startSpan(
  'search_crm',
  { attributes: { ...identity, 'hive.record': 'action', 'hive.action.name': 'search_crm' } },
  inTask,
);
step.recordException(new Error('CRM answers 503'));
step.setStatus({ code: SpanStatusCode.ERROR, message: 'CRM answers 503' });
step.end();

task.setAttribute('hive.task.outcome', 'completed');
task.end();
await provider.shutdown();
`;
