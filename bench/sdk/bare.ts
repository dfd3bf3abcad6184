import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT, SpanKind, type HrTime, type Span, type Tracer } from '@opentelemetry/api';
import { AlwaysOnSampler, BasicTracerProvider } from '@opentelemetry/sdk-trace-base';

// The same spans and events, written by hand with OpenTelemetry's SDK: what somebody would do who had no SDK of ours but
// knew docs/semantic-conventions.md by heart, and never made a mistake that would have to be caught.

const hrTime = (ms: number): HrTime => [Math.floor(ms / 1000), (ms % 1000) * 1e6];

/** A tracer whose spans go nowhere when they end. */
export const bareTracer = (): Tracer =>
  new BasicTracerProvider({
    sampler: new AlwaysOnSampler(),
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: () => undefined,
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  }).getTracer('bare');

/** Starts the span of a task. */
export const bareTask = (tracer: Tracer, id: string): Span =>
  tracer.startSpan(
    'invoke_agent bench',
    {
      kind: SpanKind.INTERNAL,
      startTime: hrTime(Date.now()),
      attributes: {
        'hive.record': 'task',
        'gen_ai.operation.name': 'invoke_agent',
        'hive.agent.id': 'bench',
        'gen_ai.agent.name': 'bench',
        'hive.task.id': id,
        'hive.task.run_id': randomUUID(),
        'hive.task.type': 'lead',
        'hive.project': 'sales',
      },
    },
    ROOT_CONTEXT,
  );

/** Ends the span of a task. */
export function bareEnd(span: Span): void {
  span.setAttributes({ 'hive.task.outcome': 'completed' });
  span.end(hrTime(Date.now()));
}

/** Adds a model call to the span of a task. */
export function bareCall(span: Span, turn: number): void {
  span.addEvent(
    'hive.llm_call',
    {
      'hive.llm_call.name': 'score_lead',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.usage.input_tokens': 1500 + turn,
      'gen_ai.usage.output_tokens': 200,
      'hive.cost.usd': 0.008,
      'hive.llm_call.duration_ms': 812,
      'hive.event.id': randomUUID(),
      'hive.event.kind': 'llm_call',
      'hive.event.summary': `score_lead: claude-sonnet-4-5 (${1500 + turn}→200)`,
      'hive.event.tags': ['llm'],
      'hive.event.severity': 'info',
    },
    hrTime(Date.now()),
  );
}

/** Sends a sign of life: a span of its own. */
export function bareHeartbeat(tracer: Tracer): void {
  const at = hrTime(Date.now());
  const span = tracer.startSpan(
    'hive.agent',
    {
      root: true,
      kind: SpanKind.INTERNAL,
      startTime: at,
      attributes: { 'hive.record': 'agent', 'hive.agent.id': 'bench', 'gen_ai.agent.name': 'bench' },
    },
    ROOT_CONTEXT,
  );
  span.addEvent(
    'hive.heartbeat',
    {
      'hive.agent.stuck_threshold_seconds': 300,
      'hive.event.id': randomUUID(),
      'hive.event.kind': 'heartbeat',
      'hive.event.summary': 'working',
      'hive.event.severity': 'debug',
    },
    at,
  );
  span.end(at);
}
