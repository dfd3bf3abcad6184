/** The shapes of the v1 API that count and add up: calls, runs of tasks and events, in all, by group and over time. */
import type { Spend } from './api-spend.js';
import type { TaskStatus } from './task.js';

/** What `GET /v1/metrics` measures of calls to models. */
const CALL_METRICS = ['cost', 'tokens', 'tokens_in', 'tokens_out', 'llm_calls'] as const;
export type CallMetric = (typeof CALL_METRICS)[number];
/** What it measures of runs of tasks. */
const RUN_METRICS = ['tasks', 'duration'] as const;
export type RunMetric = (typeof RUN_METRICS)[number];
/** All that it measures. */
export const METRICS = [...CALL_METRICS, ...RUN_METRICS, 'events'] as const;
export type Metric = (typeof METRICS)[number];

/** What runs are told apart by. */
export const RUN_GROUPS = ['agent_id', 'task_type', 'project', 'environment', 'group'] as const;
export type RunGroup = (typeof RUN_GROUPS)[number];
/** What events are told apart by. */
export const EVENT_GROUPS = [...RUN_GROUPS, 'kind', 'severity'] as const;
export type EventGroup = (typeof EVENT_GROUPS)[number];
/** What calls are told apart by. */
export const CALL_GROUPS = ['model', 'provider', ...RUN_GROUPS, 'plan_step', 'cost_source'] as const;
export type CallGroup = (typeof CALL_GROUPS)[number];
/** Whatever anything is told apart by. */
export type MetricGroup = CallGroup | EventGroup;

/** What each metric may be told apart by. */
export const METRIC_GROUPS: Readonly<Record<Metric, readonly MetricGroup[]>> = {
  cost: CALL_GROUPS,
  tokens: CALL_GROUPS,
  tokens_in: CALL_GROUPS,
  tokens_out: CALL_GROUPS,
  llm_calls: CALL_GROUPS,
  tasks: RUN_GROUPS,
  duration: RUN_GROUPS,
  events: EVENT_GROUPS,
};

/** How wide the buckets of a time series are. */
export const INTERVALS = ['auto', '1m', '5m', '15m', '1h', '6h', '1d'] as const;
export type Interval = (typeof INTERVALS)[number];

/** Spend, with the part of it of which is known what it was spent on. */
export interface SplitSpend extends Spend {
  /** US dollars of all priced calls, reported and estimated, spent on input and on output; null when no split is known. */
  readonly input_cost: number | null;
  readonly output_cost: number | null;
}

/** Runs of tasks that began in a period, by how they stand now; the statuses add up to `tasks`. */
export interface RunCounts extends Readonly<Record<TaskStatus, number>> {
  readonly tasks: number;
  /** Completed runs among those that completed or failed, 0 to 1; null when there are none. */
  readonly success_rate: number | null;
  /** How long completed runs took, in milliseconds: the mean, the median and the time that 95 in 100 stay within. */
  readonly avg_duration_ms: number | null;
  readonly p50_duration_ms: number | null;
  readonly p95_duration_ms: number | null;
}

/** Events of all kinds. */
export interface EventCounts {
  readonly events: number;
  /** Those of severity `warn`, and of severity `error`. */
  readonly warnings: number;
  readonly errors: number;
}

/**
 * The number that was asked for: reported US dollars for `cost`, input and output together for `tokens`, the mean of
 * completed runs in milliseconds for `duration`, counts for the others. Null where there is nothing to take a mean of.
 */
export interface Valued {
  readonly value: number | null;
}

/** Which group something is of. */
export interface Grouped {
  /** Its name; of a pair both, with ` · ` between, to be shown. */
  readonly group: string;
  /** The same by what is grouped by: `{ "agent_id": "a", "model": "m" }`. Empty where nothing was told. */
  readonly keys: Readonly<Partial<Record<MetricGroup, string>>>;
}

/** What `GET /v1/metrics` tells of one kind of things. */
export interface Metered<Asked extends Metric, Measure> {
  readonly metric: Asked;
  /** As it was asked: one name, or two with a comma between; null without groups. */
  readonly group_by: string | null;
  readonly since: string;
  readonly until: string;
  /** Seconds that a bucket of `timeseries` is wide. Buckets begin at multiples of it since 1970, the first maybe before `since`. */
  readonly interval_seconds: number;
  /** The whole period. */
  readonly summary: Measure & Valued;
  /** With `compare=previous`: the period of the same length right before, whole; else null. */
  readonly previous: ({ readonly since: string; readonly until: string } & Measure & Valued) | null;
  /**
   * The greatest groups first, as many as `limit`; by cost they come with estimates counted in. With `compare=previous`,
   * `previous_value` is what the same group came to before; else null.
   */
  readonly groups: readonly (Measure & Valued & Grouped & { readonly previous_value: number | null })[];
  /** What all further groups come to, and how many they are; null when every group is in `groups`. */
  readonly other: ({ readonly groups: number } & Measure & Valued) | null;
  /**
   * Buckets in order of time; those with nothing in them are absent. The 20 greatest of `groups` have buckets of their
   * own. What all others come to is under `group: null`, as is everything when nothing is grouped.
   */
  readonly timeseries: readonly ({
    readonly timestamp: string;
    readonly group: string | null;
    readonly keys: Grouped['keys'] | null;
  } & Measure &
    Valued)[];
}

export type CallMetrics = Metered<CallMetric, SplitSpend>;
export type RunMetrics = Metered<RunMetric, RunCounts>;
export type EventMetrics = Metered<'events', EventCounts>;

/** `GET /v1/metrics`: what was spent, done or said over a period. `metric` tells which of the three it is. */
export type MetricsAnswer = CallMetrics | RunMetrics | EventMetrics;

/** `GET /v1/cost/timeseries`: what calls cost over time. */
export interface CostTimeseries {
  readonly since: string;
  readonly until: string;
  /** Seconds that a bucket is wide. Buckets begin at multiples of it since 1970. */
  readonly interval_seconds: number;
  readonly split_by: CallGroup | null;
  /**
   * Every bucket of the period in order of time, sums of 0 where there were no calls. The first may begin before `since`,
   * the last end after `until`: only calls of the period count.
   */
  readonly buckets: readonly ({
    readonly timestamp: string;
    /**
     * The same by `split_by`, groups without calls left out. The 20 groups that are dearest over the whole period come
     * one by one, dearest first; all others together under `group: null`. Empty without `split_by`.
     */
    readonly parts: readonly ({ readonly group: string | null } & SplitSpend)[];
  } & SplitSpend)[];
}

/** `GET /v1/cost/waste`: what was spent on tasks that failed and on trying again. */
export interface CostWaste {
  readonly since: string;
  readonly until: string;
  /** All calls. */
  readonly total: Spend;
  /** Calls of runs that have failed, whenever they did, and how many such runs called in the period. */
  readonly failed_tasks: Spend & { readonly tasks: number };
  /** Calls that were part of a retry, whether it helped or not. */
  readonly retries: Spend;
  /** Calls that are one of these or both, each once. */
  readonly either: Spend;
}
