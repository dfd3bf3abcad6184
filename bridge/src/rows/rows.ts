import type { AgentRegisterRow, EventRow, LlmCallRow, OtelTraceRow, TaskRegisterRow } from '@hiveboard/clickhouse';
import type { Facts } from '../normalise/facts.js';
import { createPricing, type Pricing } from '../prices/pricing.js';
import { agentRegisterRows } from './agent.js';
import type { Arrival } from './arrival.js';
import { withoutCopies } from './copies.js';
import { eventRow } from './event.js';
import { llmCallRow } from './llm-call.js';
import { taskRegisterRow } from './task.js';

/** All rows that a request's facts become, by table. Writing them twice is writing them once. */
export interface Rows {
  readonly events: readonly EventRow[];
  readonly llm_call_log: readonly LlmCallRow[];
  readonly agent_registers: readonly AgentRegisterRow[];
  readonly task_registers: readonly TaskRegisterRow[];
  /** Spans as they came, where they are kept. */
  readonly otel_traces: readonly OtelTraceRow[];
}

/** Nothing to write. */
export const NO_ROWS: Rows = {
  events: [],
  llm_call_log: [],
  agent_registers: [],
  task_registers: [],
  otel_traces: [],
};

/** Prices by the list alone. */
const LIST_PRICES = createPricing();

/** Facts as rows. Pure. */
export const rowsOf = (facts: Facts, arrival: Arrival, pricing: Pricing = LIST_PRICES): Rows => ({
  events: withoutCopies(facts.events).map((fact) => eventRow(fact, arrival)),
  llm_call_log: withoutCopies(facts.calls).map((fact) => llmCallRow(fact, arrival, pricing)),
  agent_registers: agentRegisterRows(facts.agents, arrival),
  task_registers: facts.tasks.map((fact) => taskRegisterRow(fact, arrival)),
  otel_traces: [],
});
