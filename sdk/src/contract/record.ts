import { count, label, oneOf, optional, type ValueOf } from './field.js';

/** What a Hive span stands for. */
export const RECORDS = ['task', 'action', 'progress', 'agent'] as const;
export type RecordType = (typeof RECORDS)[number];

/** On every span of ours: which record it is. */
export const recordFields = {
  record: oneOf('hive.record', RECORDS, { doc: 'What the span stands for.' }),
} as const;

/** On `hive.progress` spans: zero-duration children that carry a running task's unsent events. */
export const progressFields = {
  sequence: count('hive.progress.seq', { doc: 'Counts up from 0 within the task.' }),
  startTimeMs: count('hive.progress.start_time_ms', { doc: 'When the running span began, in epoch milliseconds.' }),
} as const;

/** The name of the spans that make running tasks visible. */
export const PROGRESS_SPAN = 'hive.progress';
/** The name of the short root spans that carry events outside any task. */
export const AGENT_SPAN = 'hive.agent';

/** On the resource of whatever process reports. */
export const resourceFields = {
  service: optional(
    label('service.name', { limit: 256, doc: 'The process; stands in for the agent when nothing names one.' }),
  ),
  environment: optional(
    label('deployment.environment.name', { limit: 64, doc: 'Such as production or staging. Default production.' }),
  ),
  group: optional(label('hive.group', { limit: 128, doc: 'A free label for a part of the fleet. Default default.' })),
} as const;

/** What a process says about itself. */
export type ResourceInfo = ValueOf<typeof resourceFields>;
