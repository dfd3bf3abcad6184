export { actionFields, actionStarted, type Action, type ActionStart } from './action.js';
export {
  AGENT_STATUSES,
  DEFAULT_STUCK_THRESHOLD_SECONDS,
  agentFields,
  agentRegistered,
  agentStopped,
  type AgentRegistration,
  type AgentStatus,
  type AgentStop,
} from './agent.js';
export { TASK_SORTS, type EventPage, type EventRecord, type TaskSort, type TaskSummary } from './api.js';
export {
  AGENT_SORTS,
  type AgentDetail,
  type AgentPage,
  type AgentSort,
  type AgentStats,
  type AgentSummary,
  type HeartbeatRecord,
} from './api-agents.js';
export { type AnswerPath, type Answers } from './api-answers.js';
export {
  CALL_GROUPS,
  EVENT_GROUPS,
  INTERVALS,
  METRICS,
  METRIC_GROUPS,
  RUN_GROUPS,
  type CallGroup,
  type CallMetric,
  type CallMetrics,
  type CostTimeseries,
  type CostWaste,
  type EventCounts,
  type EventGroup,
  type EventMetrics,
  type Grouped,
  type Interval,
  type Metered,
  type Metric,
  type MetricGroup,
  type MetricsAnswer,
  type RunCounts,
  type RunGroup,
  type RunMetric,
  type RunMetrics,
  type SplitSpend,
  type Valued,
} from './api-metrics.js';
export { TIME_RANGES, type ApiError, type Page, type TimeRange } from './api-page.js';
export {
  APPROVAL_SORTS,
  APPROVAL_STATUSES,
  ISSUE_DECISIONS,
  PIPELINE_SORTS,
  type AgentPipeline,
  type AgentPipelineCounts,
  type ApprovalItem,
  type ApprovalPage,
  type ApprovalSort,
  type ApprovalStatus,
  type FleetPipeline,
  type IssueAnswer,
  type IssueChange,
  type IssueDecision,
  type IssueItem,
  type IssueRequest,
  type PipelineCounts,
  type PipelineSort,
  type QueueReport,
  type ScheduleEntry,
  type TodoEvent,
  type TodoItem,
} from './api-pipeline.js';
export {
  CALL_SORTS,
  type CallSort,
  type LlmCallPage,
  type LlmCallRecord,
  type Spend,
  type UnpricedModel,
} from './api-spend.js';
export type {
  ActionNode,
  ApprovalPair,
  CallNode,
  PlanRevision,
  PlanStepView,
  PlanView,
  RetryAttempt,
  RetryChain,
  RetryOutcome,
  TaskTimeline,
  TimeBreakdown,
} from './api-timeline.js';
export {
  DECISIONS,
  approvalReceived,
  approvalRequested,
  type ApprovalDecision,
  type ApprovalRequest,
  type Decision,
} from './approval.js';
export { SEVERITIES, type EventConcept, type Scope, type Severity } from './concept.js';
export { EVENT_CONCEPTS, conceptOf, type EventKind } from './concepts.js';
export { custom, type CustomEvent } from './custom.js';
export { escalated, type Escalation } from './escalation.js';
export { eventFields, type EventEnvelope } from './event.js';
export { type DecodedOf, type Field, type Fields, type ValueOf, type WireValue } from './field.js';
export { decode, encode, write, type Encoded, type Ink, type WireAttributes } from './field-table.js';
export { isRecord, type Json } from './json-field.js';
export { heartbeat, type Heartbeat } from './heartbeat.js';
export {
  ISSUE_ACTIONS,
  ISSUE_CATEGORIES,
  ISSUE_SEVERITIES,
  issue,
  type Issue,
  type IssueAction,
  type IssueCategory,
  type IssueSeverity,
} from './issue.js';
export { COST_SOURCES, PREVIEW_LIMIT, llmCall, type CostSource, type LlmCall } from './llm-call.js';
export {
  STEP_ACTIONS,
  STEP_STATES,
  planCreated,
  planStep,
  type Plan,
  type PlanStep,
  type PlannedStep,
  type StepAction,
  type StepState,
} from './plan.js';
export {
  QUEUE_SOURCES,
  queueSnapshot,
  type QueueItem,
  type QueueProcessing,
  type QueueSnapshot,
  type QueueSource,
} from './queue.js';
export {
  AGENT_SPAN,
  PROGRESS_SPAN,
  RECORDS,
  progressFields,
  recordFields,
  resourceFields,
  type RecordType,
  type ResourceInfo,
} from './record.js';
export { retry, type Retry } from './retry.js';
export { RUN_STATUSES, scheduled, type RunStatus, type Schedule, type ScheduledItem } from './schedule.js';
export { snakeCase, snakeKeys, type SnakeCase } from './snake-case.js';
export {
  DEFAULT_PROJECT,
  TASK_OPERATION,
  TASK_OUTCOMES,
  TASK_STATUSES,
  taskFields,
  taskSpanName,
  type Task,
  type TaskOutcome,
  type TaskStatus,
} from './task.js';
export { PRIORITIES, TODO_ACTIONS, todo, type Priority, type Todo, type TodoAction } from './todo.js';
