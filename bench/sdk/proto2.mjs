import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { BasicTracerProvider, AlwaysOnSampler } from '@opentelemetry/sdk-trace-base';
import { init } from '@hiveboard/sdk';
const sink = { onStart() {}, onEnd() {}, forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
const mk = () => new BasicTracerProvider({ sampler: new AlwaysOnSampler(), spanLimits: { eventCountLimit: 1024, attributeCountLimit: 128, attributePerEventCountLimit: 128 }, spanProcessors: [sink] });
const hive = init({ tracerProvider: mk(), flushIntervalMs: 600_000 });
const agent = hive.agent('a', { heartbeatInterval: 0 });
const tracer = mk().getTracer('x');
const N = 1000;
const hr = (ms) => [Math.floor(ms / 1000), (ms % 1000) * 1e6];
const ev = (k) => ({ 'hive.llm_call.name': 'score_lead', 'gen_ai.request.model': 'claude-sonnet-4-5', 'gen_ai.provider.name': 'anthropic', 'gen_ai.usage.input_tokens': 1500 + k, 'gen_ai.usage.output_tokens': 200, 'hive.cost.usd': 0.008, 'hive.llm_call.duration_ms': 812, 'hive.event.id': randomUUID(), 'hive.event.kind': 'llm_call', 'hive.event.summary': `score_lead: claude-sonnet-4-5 (${1500 + k}→200)`, 'hive.event.tags': ['llm'], 'hive.event.severity': 'info' });
const ours = (E) => () => { for (let i = 0; i < N; i++) { const task = agent.startTask('task_' + i, { project: 'sales', type: 'lead' }); for (let k = 0; k < E; k++) task.llmCall('score_lead', { model: 'claude-sonnet-4-5', provider: 'anthropic', tokensIn: 1500 + k, tokensOut: 200, cost: 0.008, durationMs: 812 }); task.complete(); } };
const bare = (E) => () => { for (let i = 0; i < N; i++) { const span = tracer.startSpan('invoke_agent a', { kind: SpanKind.INTERNAL, startTime: hr(Date.now()), attributes: { 'hive.record': 'task', 'gen_ai.operation.name': 'invoke_agent', 'hive.agent.id': 'a', 'gen_ai.agent.name': 'a', 'hive.task.id': 'task_' + i, 'hive.task.run_id': randomUUID(), 'hive.task.type': 'lead', 'hive.project': 'sales' } }, ROOT_CONTEXT); for (let k = 0; k < E; k++) span.addEvent('hive.llm_call', ev(k), hr(Date.now())); span.setAttributes({ 'hive.task.outcome': 'completed' }); span.end(hr(Date.now())); } };
const t = (f) => { const s = process.cpuUsage(); const w=performance.now(); f(); const u = process.cpuUsage(s); return performance.now()-w; };
for (const E of [0, 10]) {
  const o = ours(E), b = bare(E); const a = [], c = [];
  for (let r = 0; r < 80; r++) { const x = t(o), y = t(b); if (r > 15) { a.push(x); c.push(y); } }
  const q = (v) => v.sort((p, q) => p - q)[Math.floor(v.length * 0.25)];
  console.log(E, 'events: ours us/task', (q(a) / N * 1000).toFixed(1), 'bare', (q(c) / N * 1000).toFixed(1), 'ratio', (q(a) / q(c)).toFixed(2));
}
