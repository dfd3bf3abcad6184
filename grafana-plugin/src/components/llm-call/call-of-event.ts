import type { EventRecord, LlmCallRecord } from '@hiveboard/sdk/contract';
import { numberOf, objectOf, textOf } from './json-value.js';

/** An `llm_call` event as a call, for when the list of calls does not hold it. */
export function callOfEvent(event: EventRecord): LlmCallRecord {
  const { data } = event;
  const cost = numberOf(data['cost']) ?? null;
  return {
    event_id: event.event_id,
    timestamp: event.timestamp,
    agent_id: event.agent_id,
    task_id: event.task_id,
    task_run_id: event.task_run_id,
    action_id: event.action_id,
    project_id: event.project_id,
    group: '',
    environment: '',
    name: textOf(data['name']) ?? event.summary,
    model: textOf(data['model']) ?? 'unknown model',
    provider: textOf(data['provider']) ?? null,
    tokens_in: numberOf(data['tokens_in']) ?? null,
    tokens_out: numberOf(data['tokens_out']) ?? null,
    cache_read_tokens: numberOf(data['cache_read_tokens']) ?? null,
    cache_write_tokens: numberOf(data['cache_write_tokens']) ?? null,
    reasoning_tokens: numberOf(data['reasoning_tokens']) ?? null,
    cost,
    // The event itself knows nothing of estimates: what it carries is what the sender told.
    cost_source: cost === null ? 'unpriced' : 'reported',
    duration_ms: numberOf(data['duration_ms']) ?? event.duration_ms,
    plan_step: numberOf(data['plan_step']) ?? null,
    plan_revision: numberOf(data['plan_revision']) ?? null,
    attempt: numberOf(data['attempt']) ?? null,
    session_id: textOf(data['session_id']) ?? null,
    user_id: textOf(data['user_id']) ?? null,
    service_tier: textOf(data['service_tier']) ?? null,
    error_message: textOf(data['error_message']) ?? null,
    prompt_preview: textOf(data['prompt_preview']) ?? null,
    response_preview: textOf(data['response_preview']) ?? null,
    metadata: objectOf(data['metadata']) ?? null,
  };
}
