import type { LlmCallRow } from '@hiveboard/clickhouse';
import type { CallFact } from '../normalise/facts.js';
import type { Pricing } from '../prices/pricing.js';
import type { Arrival } from './arrival.js';

/** A call to a model as a row, priced. */
export function llmCallRow(fact: CallFact, { tenant, receivedAt }: Arrival, pricing: Pricing): LlmCallRow {
  const { call, origin } = fact;
  const price = pricing(call, { tenant, at: fact.at });
  return {
    tenant,
    ts: fact.at,
    event_id: fact.eventId,
    received_at: receivedAt,
    agent_id: origin.agentId,
    environment: origin.environment,
    group_name: origin.group,
    project: origin.project,
    task_id: origin.taskId,
    task_run_id: origin.taskRunId,
    task_type: origin.taskType,
    trace_id: origin.traceId,
    action_id: fact.actionId,
    dialect: fact.dialect,
    name: call.name ?? '',
    model: call.model ?? '',
    provider: call.provider ?? '',
    tokens_in: call.tokensIn ?? null,
    tokens_out: call.tokensOut ?? null,
    cache_read_tokens: call.cacheReadTokens ?? null,
    cache_write_tokens: call.cacheWriteTokens ?? null,
    reasoning_tokens: call.reasoningTokens ?? null,
    cost: price.cost,
    cost_source: price.source,
    price_version: price.version,
    input_cost: price.inputCost,
    duration_ms: call.durationMs ?? null,
    error_message: fact.errorMessage,
    prompt_preview: call.promptPreview ?? '',
    response_preview: call.responsePreview ?? '',
    metadata: call.metadata === undefined ? '' : JSON.stringify(call.metadata),
    plan_step: call.planStep ?? null,
    plan_revision: call.planRevision ?? null,
    attempt: call.attempt ?? null,
    session_id: call.sessionId ?? '',
    user_id: call.userId ?? '',
    service_tier: call.serviceTier ?? '',
  };
}
