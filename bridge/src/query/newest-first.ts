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

/** When the newest rows of a stretch were, newest first, in epoch milliseconds. A row may be there several times. */
export type NewestMoments = (stretch: Period, limit: number) => Promise<readonly number[]>;

/**
 * The same, of rows that are wide: first it is asked when the newest of them were, of few columns, and then no more is read
 * than they need. Where some of these turn out to be copies, it goes on before them. A filter that lets nothing through
 * reads those columns of the whole period, and no row.
 */
export async function newestSince<Row>(
  { since, until }: Period,
  limit: number,
  { momentsIn, rowsIn }: { readonly momentsIn: NewestMoments; readonly rowsIn: RowsIn<Row> },
): Promise<readonly Row[]> {
  const found: Row[] = [];
  for (let end = until; end > since && found.length < limit;) {
    const missing = limit - found.length;
    const moments = await newestFirst({ since, until: end }, missing, momentsIn);
    const oldest = moments.at(-1);
    if (oldest === undefined) break;
    found.push(...(await rowsIn({ since: oldest, until: end }, missing)));
    // Fewer than are missing are all that there are.
    end = moments.length < missing ? since : oldest;
  }
  return found;
}
