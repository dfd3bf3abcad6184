export type { Action, StartedAction } from './action.js';
export type { Agent, AgentOptions, RunTask } from './agent.js';
export type { Carrier, CarrierLike } from './carrier.js';
export { init, type Hive } from './client.js';
export type { HiveOptions, Protocol } from './config.js';
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
export type { Redact } from './redact.js';
export type { ResumeOptions, Task, TaskOptions } from './task.js';
export type { Steps, Track, Tracked } from './track.js';
