import { randomUUID } from "node:crypto";
import { ROOT_CONTEXT, SpanKind } from "@opentelemetry/api";
import { BasicTracerProvider, AlwaysOnSampler } from "@opentelemetry/sdk-trace-base";
import { init } from "@hiveboard/sdk";
const sink = { onStart() {
}, onEnd() {
}, forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
const mk = () => new BasicTracerProvider({ sampler: new AlwaysOnSampler(), spanLimits: { eventCountLimit: 1024, attributeCountLimit: 128, attributePerEventCountLimit: 128 }, spanProcessors: [sink] });
const hive = init({ tracerProvider: mk(), flushIntervalMs: 6e5 });
const agent = hive.agent("a", { heartbeatInterval: 0 });
const tracer = mk().getTracer("x");
const N = 2e3;
function ours() {
  for (let i = 0; i < N; i++) {
    const task = agent.startTask("task_" + i, { project: "sales", type: "lead" });
    for (let k = 0; k < 10; k++) task.llmCall("score_lead", { model: "claude-sonnet-4-5", provider: "anthropic", tokensIn: 1500 + k, tokensOut: 200, cost: 8e-3, durationMs: 812 });
    task.complete();
  }
}
const ev = (k) => ({
  "hive.llm_call.name": "score_lead",
  "gen_ai.request.model": "claude-sonnet-4-5",
  "gen_ai.provider.name": "anthropic",
  "gen_ai.usage.input_tokens": 1500 + k,
  "gen_ai.usage.output_tokens": 200,
  "hive.cost.usd": 8e-3,
  "hive.llm_call.duration_ms": 812,
  "hive.event.id": randomUUID(),
  "hive.event.kind": "llm_call",
  "hive.event.summary": `score_lead: claude-sonnet-4-5 (${1500 + k}\u2192200)`,
  "hive.event.tags": ["llm"],
  "hive.event.severity": "info"
});
const hr = (ms) => [Math.floor(ms / 1e3), ms % 1e3 * 1e6];
function bare() {
  for (let i = 0; i < N; i++) {
    const span = tracer.startSpan("invoke_agent a", { kind: SpanKind.INTERNAL, startTime: hr(Date.now()), attributes: { "hive.record": "task", "gen_ai.operation.name": "invoke_agent", "hive.agent.id": "a", "gen_ai.agent.name": "a", "hive.task.id": "task_" + i, "hive.task.run_id": randomUUID(), "hive.task.type": "lead", "hive.project": "sales" } }, ROOT_CONTEXT);
    for (let k = 0; k < 10; k++) span.addEvent("hive.llm_call", ev(k), hr(Date.now()));
    span.setAttributes({ "hive.task.outcome": "completed" });
    span.end(hr(Date.now()));
  }
}
const t = (f) => {
  const s = performance.now();
  f();
  return performance.now() - s;
};
const a = [], b = [];
for (let r = 0; r < 25; r++) {
  const x = t(ours), y = t(bare);
  if (r > 4) {
    a.push(x);
    b.push(y);
  }
}
const med = (v) => v.sort((p, q) => p - q)[v.length >> 1];
console.log("ours us/task", med(a) / N * 1e3, "bare", med(b) / N * 1e3, "ratio", med(a) / med(b));
