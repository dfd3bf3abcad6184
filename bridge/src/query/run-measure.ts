import { TASK_STATUSES, type RunCounts, type RunMetric } from '@hiveboard/sdk/contract';
import { askOf, during, equalTo, type Measure } from './measure.js';

const COMPLETED_MS = `if(status = 'completed', duration_ms, NULL)`;
const completed = 'sumMerge(state_completed)';
const failed = 'sumMerge(state_failed)';

/** How runs that began in a period stand, and how long those took that have completed. */
export const RUN_MEASURE: Measure<RunMetric, RunCounts> = {
  ask: askOf(
    ({ filters }) => `
FROM (SELECT *, started_at AS ts FROM hive.tasks WHERE tenant = {tenant:String} AND ${during('started_at')}${equalTo(filters)})`,
  ),
  states: `
    countState() AS state_tasks,
    ${TASK_STATUSES.map((status) => `sumState(toUInt64(status = '${status}')) AS state_${status}`).join(', ')},
    avgState(${COMPLETED_MS}) AS state_avg,
    quantileExactInclusiveState(0.5)(${COMPLETED_MS}) AS state_p50,
    quantileExactInclusiveState(0.95)(${COMPLETED_MS}) AS state_p95`,
  merged: `
    countMerge(state_tasks) AS tasks,
    ${TASK_STATUSES.map((status) => `sumMerge(state_${status}) AS ${status}`).join(', ')},
    if(${completed} + ${failed} = 0, NULL, ${completed} / (${completed} + ${failed})) AS success_rate,
    avgMerge(state_avg) AS avg_duration_ms,
    quantileExactInclusiveMerge(0.5)(state_p50) AS p50_duration_ms,
    quantileExactInclusiveMerge(0.95)(state_p95) AS p95_duration_ms`,
  orders: {
    tasks: ['countMerge(state_tasks) OVER alike'],
    duration: ['ifNull(avgMerge(state_avg) OVER alike, -1)', 'countMerge(state_tasks) OVER alike'],
  },
  sumsIn: (row) => ({
    tasks: row.tasks,
    completed: row.completed,
    failed: row.failed,
    cancelled: row.cancelled,
    waiting: row.waiting,
    escalated: row.escalated,
    processing: row.processing,
    stuck: row.stuck,
    success_rate: row.success_rate,
    avg_duration_ms: row.avg_duration_ms,
    p50_duration_ms: row.p50_duration_ms,
    p95_duration_ms: row.p95_duration_ms,
  }),
  valueOf: (asked, { tasks, avg_duration_ms: mean }) => (asked === 'tasks' ? tasks : mean),
  none: {
    tasks: 0,
    completed: 0,
    failed: 0,
    cancelled: 0,
    waiting: 0,
    escalated: 0,
    processing: 0,
    stuck: 0,
    success_rate: null,
    avg_duration_ms: null,
    p50_duration_ms: null,
    p95_duration_ms: null,
  },
};
