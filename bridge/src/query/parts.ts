import type { MetricGroup } from '@hiveboard/sdk/contract';
import { keysIn } from './cells.js';

/** What a row of what is told of groups is about: a bucket of a group, a bucket of everything, a group, or everything. */
export type Part = 'line' | 'bucket' | 'group' | 'all';

/** A row of it. */
export interface Place {
  readonly part: Part;
  readonly bucket: string;
  /** The rank of the group, from 1; one more than there may be for all further groups. */
  readonly place: number;
  readonly line: number;
  readonly group_keys: readonly string[];
  /** The rank of the last group that the row is about. */
  readonly last_rank: number;
}

const KEYS = ['bucket', 'place', 'line'] as const;
/** What each part is told apart by; the first of these tells it from parts with fewer. */
const PARTS: Readonly<Record<Part, readonly (typeof KEYS)[number][]>> = {
  line: ['line', 'bucket'],
  bucket: ['bucket'],
  group: ['place'],
  all: [],
};

/** Parts of what is told of groups, in one statement. Each part that is asked for takes time. */
export interface Parting {
  /** Those told apart by more first. */
  readonly parts: readonly Part[];
  readonly groups: readonly MetricGroup[];
  /** Cells with their places. */
  readonly cellsSql: string;
  /** What is told, of merged states. */
  readonly merged: string;
}

export function partsSql({ parts, groups, cellsSql, merged }: Parting): string {
  const sets = parts.map((part) => PARTS[part]);
  const names = parts.flatMap((part, index) =>
    index === parts.length - 1
      ? [`'${part}'`]
      : PARTS[part].slice(0, 1).flatMap((key) => [`grouping(${key}) = 0`, `'${part}'`]),
  );
  const keys = KEYS.map((key) => (sets.some((set) => set.includes(key)) ? key : `any(cell.${key}) AS ${key}`));
  return `
SELECT
    multiIf(${names.join(', ')}) AS part, ${keys.join(', ')},
    ${keysIn(groups, (column) => `any(cell.${column})`)} AS group_keys, max(cell.rank) AS last_rank, ${merged}
FROM (${cellsSql}) AS cell
GROUP BY GROUPING SETS (${sets.map((set) => `(${set.join(', ')})`).join(', ')})
ORDER BY bucket, line, place`;
}

/** Everything and every bucket, where nothing is told apart but time. */
export const wholeSql = (source: string, figures: string): string => `
SELECT if(grouping(bucket) = 0, 'bucket', 'all') AS part, bucket, 1 AS place, 1 AS line, CAST([], 'Array(String)') AS group_keys, 1 AS last_rank, ${figures}
${source}
GROUP BY GROUPING SETS ((bucket), ())
ORDER BY bucket`;
