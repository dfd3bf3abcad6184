import { init, type Agent, type Task } from '@hiveboard/sdk';
import type { Tracer } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';

/** Requests as an exporter would send them. */
export interface Workload {
  readonly spans: number;
  readonly bodies: readonly Buffer[];
  /** What is inside, for the report. */
  readonly mix: string;
}

/** As many spans as OpenTelemetry's batch processor sends at once by default. */
const SPANS_A_REQUEST = 512;
const AGENTS = 20;

const MIX =
  'per task: the task span with 10 events (2 LLM calls), 3 actions, 1 progress span with 4 of the events, ' +
  '3 heartbeats, 1 queue snapshot, 2 plain gen_ai chat spans of a foreign SDK';

const PROMPT =
  'You are a sales assistant. Score the lead below from 0 to 100 against the ideal customer profile and say why. ' +
  'Lead: Müller & Söhne GmbH, 120 people, asks for a quote for 40 seats, came in through the web form.';
const RESPONSE = '{"score": 82, "reason": "Right size, clear need, budget named.", "next": "book a demo"}';

/** The first half of a task: what the progress span carries. */
function begin(task: Task): void {
  task.plan('Process the lead', ['Search the CRM', 'Score', 'Write the mail'], { revision: 0 });
  task.planStep({ stepIndex: 0, action: 'started', summary: 'Search the CRM' });
  task.track('search_crm', () => undefined);
  task.planStep({ stepIndex: 0, action: 'completed', summary: 'Found 1 company', turns: 1, tokens: 1724 });
  task.llmCall('score_lead', {
    model: 'claude-sonnet-4-5',
    provider: 'anthropic',
    tokensIn: 1500,
    tokensOut: 224,
    cacheReadTokens: 1024,
    durationMs: 2130,
    promptPreview: PROMPT,
    responsePreview: RESPONSE,
    metadata: { temperature: 0.2, prompt: 'lead/score@7' },
  });
}

function finish(task: Task): void {
  task.planStep({ stepIndex: 1, action: 'started', summary: 'Score' });
  task.track('fetch_profile', () => undefined);
  task.retry({ attempt: 1, reason: '429 from the mail service', backoffSeconds: 2 });
  task.llmCall('write_mail', {
    model: 'gpt-4o-mini',
    provider: 'openai',
    tokensIn: 900,
    tokensOut: 410,
    cost: 0.000381,
    durationMs: 3480,
    promptPreview: PROMPT,
    responsePreview: RESPONSE,
  });
  task.track('send_mail', () => undefined);
  task.planStep({ stepIndex: 1, action: 'completed', summary: 'Score is 82' });
  task.event('lead_scored', { score: 82, segment: 'smb' });
  task.complete({ score: 82 });
}

function idle(agent: Agent): void {
  for (let beat = 0; beat < 3; beat++) agent.heartbeat({ summary: 'Waiting for leads' });
  agent.queueSnapshot({ depth: 3, oldestAgeSeconds: 42, items: [{ id: 'lead-1', summary: 'Müller & Söhne' }] });
}

/** What any OpenTelemetry instrumentation of a model's client sends. */
function chat(tracer: Tracer, at: number): void {
  const span = tracer.startSpan('chat gpt-4o', {
    startTime: at,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.input_tokens': 812,
      'gen_ai.usage.output_tokens': 140,
      'gen_ai.agent.name': 'researcher',
      'server.address': 'api.openai.com',
    },
  });
  span.end(at + 1400);
}

function inRequests(spans: readonly ReadableSpan[]): readonly Buffer[] {
  const bodies: Buffer[] = [];
  for (let from = 0; from < spans.length; from += SPANS_A_REQUEST) {
    const bytes = ProtobufTraceSerializer.serializeRequest(spans.slice(from, from + SPANS_A_REQUEST));
    if (bytes === undefined) throw new Error('the serialiser gave nothing');
    bodies.push(Buffer.from(bytes));
  }
  return bodies;
}

/** About `target` spans of a busy hour, made by the SDK and by a bare OpenTelemetry tracer, serialised as exporters do. */
export async function createWorkload(target: number): Promise<Workload> {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'sales-agents',
      'deployment.environment.name': 'production',
      'hive.group': 'emea',
    }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  let now = Date.now() - 3_600_000;
  const hive = init({ tracerProvider: provider, clock: () => now++, flushIntervalMs: 3_600_000 });
  const foreign = provider.getTracer('opentelemetry.instrumentation.openai', '1.0.0');
  const agents = Array.from({ length: AGENTS }, (_, index) =>
    hive.agent(`lead-qualifier-${index}`, { type: 'sales', heartbeatInterval: 0 }),
  );
  let tasks = 0;
  while (exporter.getFinishedSpans().length < target) {
    const running = agents.map((agent) => ({
      agent,
      task: agent.startTask(`task_lead-${++tasks}`, { project: 'sales', type: 'lead_processing' }),
    }));
    for (const { task } of running) begin(task);
    // What a tick does: news of every running task leaves on a progress span.
    await hive.flush();
    for (const { agent, task } of running) {
      finish(task);
      idle(agent);
      chat(foreign, now);
      chat(foreign, now);
    }
  }
  await hive.shutdown();
  const spans = exporter.getFinishedSpans();
  const workload = { spans: spans.length, bodies: inRequests(spans), mix: MIX };
  // What is measured next should not have to walk over all this.
  exporter.reset();
  return workload;
}
