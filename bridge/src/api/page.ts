import type { Page } from '@hiveboard/sdk/contract';

/** A page out of one row more than it holds. */
export function pageOf<T>(rows: readonly T[], limit: number, placeAfter: (row: T) => string): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, pagination: { cursor: more ? placeAfter(last) : null, has_more: more } };
}
