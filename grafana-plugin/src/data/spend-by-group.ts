import type { Spend, SplitSpend } from '@hiveboard/sdk/contract';

/** What one group spent. */
export interface SpendRow extends SplitSpend {
  readonly group: string;
}

/** What was spent over a period by each group, as the cost explorer draws it: of `/v1/metrics`, or of a dashboard's frames. */
export interface SpendByGroup {
  readonly group_by: string | null;
  readonly since: string;
  readonly until: string;
  readonly interval_seconds: number;
  readonly summary: Spend;
  readonly groups: readonly SpendRow[];
  /** Buckets without calls are absent; `group` is null for all groups that have no buckets of their own. */
  readonly timeseries: readonly ({ readonly timestamp: string; readonly group: string | null } & Spend)[];
}
