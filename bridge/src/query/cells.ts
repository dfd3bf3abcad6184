import type { Metric, MetricGroup } from '@hiveboard/sdk/contract';
import { keysOf, type Measure } from './measure.js';

/** Things as cells, each a group (in a bucket) with its states. */
export const cells = <Asked extends Metric, Sums>(
  { states }: Measure<Asked, Sums>,
  {
    groups,
    source,
    bucket,
  }: { readonly groups: readonly MetricGroup[]; readonly source: string; readonly bucket: string },
): string => `
SELECT ${bucket} AS bucket, ${keysOf(groups)} AS group_keys, ${states}
${source}
GROUP BY bucket, group_keys`;

/**
 * Cells with the rank of their group as `place`, where those after the first `most` share one, and as `line`, where those
 * after the first `lines` do.
 */
export const ranked = (cellsSql: string, orders: readonly string[]): string => `
SELECT
    *,
    dense_rank() OVER (ORDER BY ${orders.map((_, index) => `weight_${index} DESC`).join(', ')}, group_keys) AS rank,
    least(rank, {most:UInt32} + 1) AS place,
    least(rank, {lines:UInt32} + 1) AS line
FROM
(
    SELECT *, ${orders.map((order, index) => `${order} AS weight_${index}`).join(', ')}
    FROM (${cellsSql})
    WINDOW alike AS (PARTITION BY group_keys)
)`;

/** Cells with the place of their group among those that are known. */
export const placed = (cellsSql: string): string => `
SELECT *, indexOf({known:Array(Array(String))}, group_keys) AS index, if(index = 0, {most:UInt32} + 1, index) AS place, place AS line
FROM (${cellsSql})`;
