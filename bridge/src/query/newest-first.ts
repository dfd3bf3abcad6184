import type { Period } from './period.js';

const HOUR = 3_600_000;
/** How many times as long each stretch is as the one that is newer. */
const WIDER = 12;

/** Rows of a stretch of time, newest first, at most so many. */
export type RowsIn<Row> = (stretch: Period, limit: number) => Promise<readonly Row[]>;

/**
 * The newest rows of a period, newest first. They are looked for in the last hour, then in ever longer stretches before:
 * whoever wants fifty of a hundred million rows should not read all of them. A filter that lets nothing through reads the
 * whole period, in four questions for a month.
 */
export async function newestFirst<Row>(
  { since, until }: Period,
  limit: number,
  rowsIn: RowsIn<Row>,
): Promise<readonly Row[]> {
  const found: Row[] = [];
  let end = until;
  for (let width = HOUR; end > since && found.length < limit; width *= WIDER) {
    const start = Math.max(since, end - width);
    found.push(...(await rowsIn({ since: start, until: end }, limit - found.length)));
    end = start;
  }
  return found;
}
