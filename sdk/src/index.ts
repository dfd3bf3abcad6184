export type { Action, StartedAction } from './action.js';
export type { Agent, AgentOptions } from './agent.js';
export { init, type Hive } from './client.js';
export type { HiveOptions } from './config.js';
export type { AgentStatus, Severity } from './contract/index.js';
export type { Provider } from './heartbeat.js';
export type { OutboxStats } from './otel/outbox.js';
export type { EventDetails } from './record.js';
export type {
  ApprovalDecisionOptions,
  ApprovalRequestOptions,
  EscalationOptions,
  EventPayload,
  HeartbeatPayload,
  IssueOptions,
  IssueResolution,
  LlmCallOptions,
  PlanOptions,
  PlanStepOptions,
  Preview,
  QueueSnapshotOptions,
  RetryOptions,
  ScheduleOptions,
  TodoOptions,
} from './reports.js';
export { currentAction, currentAgent, currentTask } from './scope.js';
export type { Task, TaskOptions } from './task.js';
export type { Steps, Track, Tracked } from './track.js';
