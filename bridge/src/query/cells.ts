import type { Metric, MetricGroup } from '@hiveboard/sdk/contract';
import { columnOf, type Measure } from './measure.js';

/** Columns with the names of the groups: several columns, since ClickHouse compares an array of them far more slowly. */
const keyColumns = (groups: readonly MetricGroup[]): readonly string[] => groups.map((_, index) => `key_${index}`);

/** The same in an array. */
export const keysIn = (groups: readonly MetricGroup[], of: (column: string) => string): string =>
  `CAST([${keyColumns(groups).map(of).join(', ')}], 'Array(String)')`;

/** Things as cells, each a group (in a bucket) with its states. */
export const cells = <Asked extends Metric, Sums, Row>(
  { states }: Measure<Asked, Sums, Row>,
  {
    groups,
    source,
    bucket,
  }: { readonly groups: readonly MetricGroup[]; readonly source: string; readonly bucket: string },
): string => `
SELECT ${[`${bucket} AS bucket`, ...groups.map((group, index) => `${columnOf(group)} AS key_${index}`), states].join(', ')}
${source}
GROUP BY ${['bucket', ...keyColumns(groups)].join(', ')}`;

/**
 * Cells with the rank of their group, from 1: its `place`, where those after the first `most` share one, and its `line`,
 * where those after the first `lines` do.
 */
export const ranked = (cellsSql: string, groups: readonly MetricGroup[], orders: readonly string[]): string => `
SELECT
    *,
    dense_rank() OVER (ORDER BY ${[...orders.map((_, index) => `weight_${index} DESC`), ...keyColumns(groups)].join(', ')}) AS rank,
    least(rank, {most:UInt32} + 1) AS place,
    least(rank, {lines:UInt32} + 1) AS line
FROM
(
    SELECT *, ${orders.map((order, index) => `${order} AS weight_${index}`).join(', ')}
    FROM (${cellsSql})
    WINDOW alike AS (PARTITION BY ${keyColumns(groups).join(', ')})
)`;

/** Cells with the place of their group among those that are known. */
export const placed = (cellsSql: string, groups: readonly MetricGroup[]): string => `
SELECT *, indexOf({known:Array(Array(String))}, ${keysIn(groups, (column) => column)}) AS index, if(index = 0, {most:UInt32} + 1, index) AS rank, rank AS place, rank AS line
FROM (${cellsSql})`;
