import { z } from 'zod';
import type { LlmCallRecord, TaskSummary } from '@hiveboard/sdk/contract';
import { findCalls, type CallPlace, type FoundCall } from '../query/llm-calls.js';
import type { TaskPlace } from '../query/run-pages.js';
import { whereRunLies } from '../query/run-calls-period.js';
import { findTasks } from '../query/tasks.js';
import { exportOf, type Export } from './export.js';
import { callsFilter, callsFilterParameters } from './routes/llm-calls.js';
import { tasksFilter, tasksFilterParameters } from './routes/tasks.js';

/** Calls that are held at once; with long previews these are some megabytes. */
const CALLS_AT_ONCE = 2_000;
/** Runs that are held at once: the ids of all are bound to the question what they spent. */
const RUNS_AT_ONCE = 500;

/** Every field of a row, in the order in which it is told: a field that the contract adds is missing here at compile time. */
const CALL_COLUMNS: Readonly<Record<keyof LlmCallRecord, true>> = {
  event_id: true,
  timestamp: true,
  agent_id: true,
  task_id: true,
  task_run_id: true,
  action_id: true,
  project_id: true,
  group: true,
  environment: true,
  plan_step: true,
  plan_revision: true,
  attempt: true,
  session_id: true,
  user_id: true,
  service_tier: true,
  name: true,
  model: true,
  provider: true,
  tokens_in: true,
  tokens_out: true,
  cache_read_tokens: true,
  cache_write_tokens: true,
  reasoning_tokens: true,
  cost: true,
  cost_source: true,
  duration_ms: true,
  error_message: true,
  prompt_preview: true,
  response_preview: true,
  metadata: true,
};

const TASK_COLUMNS: Readonly<Record<keyof TaskSummary, true>> = {
  task_id: true,
  task_run_id: true,
  task_type: true,
  agent_id: true,
  project_id: true,
  environment: true,
  correlation_id: true,
  trace_id: true,
  derived_status: true,
  started_at: true,
  completed_at: true,
  duration_ms: true,
  waiting_ms: true,
  working_ms: true,
  action_count: true,
  error_count: true,
  retry_count: true,
  retry_ms: true,
  escalation_count: true,
  has_escalation: true,
  has_human_intervention: true,
  error_message: true,
  calls: true,
  unpriced_calls: true,
  tokens_in: true,
  tokens_out: true,
  cost: true,
  estimated_cost: true,
};

const llmCalls = exportOf({
  path: '/v1/llm-calls',
  summary: 'All calls of the filter, newest first.',
  parameters: z.object(callsFilterParameters),
  columns: Object.keys(CALL_COLUMNS),
  pages: async function* (asked, asking) {
    const calls = await whereRunLies(asking.reader, callsFilter(asked, asking), asking.signal);
    const filter = { ...calls, sort: 'newest', limit: CALLS_AT_ONCE } as const;
    let after: CallPlace | null = null;
    for (;;) {
      const found: readonly FoundCall[] = await findCalls(asking.reader, { ...filter, after }, asking.signal);
      yield found.map(({ call }) => call);
      const last = found.at(-1);
      if (last === undefined || found.length < CALLS_AT_ONCE) return;
      after = last.place;
    }
  },
});

const tasks = exportOf({
  path: '/v1/tasks',
  summary: 'All runs of the filter, newest first.',
  parameters: z.object(tasksFilterParameters),
  columns: Object.keys(TASK_COLUMNS),
  pages: async function* (asked, asking) {
    const filter = { ...tasksFilter(asked, asking), sort: 'newest', limit: RUNS_AT_ONCE } as const;
    let after: TaskPlace | null = null;
    for (;;) {
      const found = await findTasks(asking.reader, { ...filter, after }, asking.signal);
      yield found.map(({ task }) => task);
      const last = found.at(-1);
      if (last === undefined || found.length < RUNS_AT_ONCE) return;
      after = last.place;
    }
  },
});

/** Every list that is also told whole. */
export const EXPORTS: readonly Export[] = [llmCalls, tasks];
