/** What each question of the v1 API is answered with: the one table that its server, its description and its client share. */
import type { EventPage, TaskSummary, TaskTimeline } from './api.js';
import type { AgentDetail, AgentPage } from './api-agents.js';
import type { Page } from './api-page.js';
import type { AgentPipeline, ApprovalPage, FleetPipeline } from './api-pipeline.js';
import type { LlmCallPage, MetricsAnswer, UnpricedModel } from './api-spend.js';

/** Paths of `GET` questions, `{id}` standing for an id, and the JSON that answers them. */
export interface Answers {
  readonly '/v1/agents': AgentPage;
  readonly '/v1/agents/{id}': AgentDetail;
  readonly '/v1/agents/{id}/pipeline': AgentPipeline;
  readonly '/v1/pipeline': FleetPipeline;
  readonly '/v1/approvals': ApprovalPage;
  readonly '/v1/tasks': Page<TaskSummary>;
  readonly '/v1/tasks/{id}/timeline': TaskTimeline;
  readonly '/v1/events': EventPage;
  readonly '/v1/llm-calls': LlmCallPage;
  readonly '/v1/metrics': MetricsAnswer;
  readonly '/v1/unpriced-models': Page<UnpricedModel>;
}

/** A path of the v1 API that is asked by `GET`. */
export type AnswerPath = keyof Answers;
