/** The shapes of the v1 API that tell of calls to models, and of what they cost. As in `api.ts`. */
import type { Page } from './api-page.js';
import type { Json } from './json-field.js';
import type { CostSource } from './llm-call.js';

/** Money and tokens over some set of calls. Reported and estimated cost never mix. */
export interface Spend {
  readonly calls: number;
  /** Calls whose sender told no cost and whose model has no known price. */
  readonly unpriced_calls: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
  /** US dollars that senders reported. */
  readonly cost: number;
  /** US dollars that the bridge worked out from prices, for calls without a reported cost. */
  readonly estimated_cost: number;
}

/** `GET /v1/llm-calls`: one call. */
export interface LlmCallRecord {
  readonly event_id: string;
  /** When the answer was there: the call began `duration_ms` before. */
  readonly timestamp: string;
  readonly agent_id: string;
  readonly task_id: string | null;
  readonly task_run_id: string | null;
  /** The step that asked. */
  readonly action_id: string | null;
  readonly project_id: string | null;
  readonly group: string;
  readonly environment: string;
  /** The step of the plan that was under way, from 0. */
  readonly plan_step: number | null;
  readonly plan_revision: number | null;
  /** The retry that it was part of, from 1; null in the first try. */
  readonly attempt: number | null;
  readonly session_id: string | null;
  readonly user_id: string | null;
  /** How the provider ran it, such as `flex` or `batch`. */
  readonly service_tier: string | null;
  readonly name: string;
  readonly model: string;
  readonly provider: string | null;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly reasoning_tokens: number | null;
  /** US dollars, reported or estimated as `cost_source` says; null when unpriced. */
  readonly cost: number | null;
  readonly cost_source: CostSource;
  readonly duration_ms: number | null;
  readonly error_message: string | null;
  readonly prompt_preview: string | null;
  readonly response_preview: string | null;
  readonly metadata: Readonly<Record<string, Json>> | null;
}

/** What `GET /v1/llm-calls` may come first by. */
export const CALL_SORTS = ['newest', 'oldest', 'cost', 'tokens', 'duration'] as const;
export type CallSort = (typeof CALL_SORTS)[number];

/** `GET /v1/llm-calls`: a page, with totals over the whole filter. */
export interface LlmCallPage extends Page<LlmCallRecord> {
  readonly totals: Spend;
}

/** `GET /v1/unpriced-models`: a model whose calls have no cost in the period, so that somebody may price it. */
export interface UnpricedModel {
  readonly model: string;
  readonly provider: string | null;
  readonly calls: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly first_seen: string;
  readonly last_seen: string;
  /** The newest of these calls. */
  readonly example: { readonly event_id: string; readonly agent_id: string; readonly task_id: string | null };
}
