import { isDeepStrictEqual } from 'node:util';
import {
  ROLLUPS_SQL,
  boundBindings,
  boundsOf,
  rollupsRead,
  spendSql,
  type RollupDay,
  type RollupsRead,
  type SpendColumn,
} from '@hiveboard/clickhouse';
import type { Period } from './period.js';
import type { Bindings, Reader } from './reader.js';

/** A question about what calls come to, out of rollups where these hold it. */
export interface SpendQuestion {
  readonly tenant: string;
  readonly period: Period;
  /** How many seconds the steps are long that are told apart. */
  readonly step: number;
  /** What is needed of the source, beside `ts`. */
  readonly columns: readonly SpendColumn[];
  /** The statement, made of its source. */
  readonly sqlOf: (source: string) => string;
  /** What else it takes, beside `tenant`. */
  readonly bindings: Bindings;
}

/** How rollups stood when a reader last asked, by tenant and period: the last ones asked for come last. */
type Known = Map<string, RollupsRead>;
const KNOWN = new WeakMap<Reader, Known>();
/** Of how many periods that is kept: a few kilobytes each. */
const MOST_KNOWN = 500;

function knownTo(reader: Reader): Known {
  const known: Known = KNOWN.get(reader) ?? new Map<string, RollupsRead>();
  KNOWN.set(reader, known);
  return known;
}

function keep(known: Known, key: string, rollups: RollupsRead): void {
  known.delete(key);
  known.set(key, rollups);
  for (const oldest of known.keys()) {
    if (known.size <= MOST_KNOWN) return;
    known.delete(oldest);
  }
}

/**
 * Asks which rollups are behind, and the statement, of a source that reads past these. They mostly stand as they did when
 * the same was asked before, so the statement is asked at the same time as if they still did: where they do, its answer is
 * exact, since a rollup only ever comes to hold more inserts, and holds at the end of both questions as many as it did before
 * them. Where they do not, the statement is asked again.
 */
export async function askSpend<Row>(
  reader: Reader,
  { tenant, period, step, columns, sqlOf, bindings }: SpendQuestion,
  signal?: AbortSignal,
): Promise<readonly Row[]> {
  const bounds = boundsOf({ ...period, step });
  const ask = (rollups: RollupsRead, during: AbortSignal | undefined): Promise<readonly Row[]> => {
    const source = spendSql(columns, bounds, rollups);
    return reader.rows<Row>(sqlOf(`(${source.sql})`), { ...bindings, tenant, ...source.bindings }, during);
  };
  const standing = async (): Promise<RollupsRead> => {
    const days = await reader.rows<RollupDay>(ROLLUPS_SQL, { tenant, ...boundBindings(bounds) }, signal);
    return rollupsRead(bounds, days);
  };
  const known = knownTo(reader);
  const { firstHour, endHour, firstDay, endDay } = bounds;
  const key = JSON.stringify([tenant, firstHour, endHour, firstDay, endDay]);
  const before = known.get(key);
  if (before === undefined) {
    const now = await standing();
    keep(known, key, now);
    return ask(now, signal);
  }
  const outdated = new AbortController();
  const early = ask(before, signal === undefined ? outdated.signal : AbortSignal.any([signal, outdated.signal]));
  // Whether it failed matters only where its answer is wanted.
  early.catch(() => undefined);
  try {
    const now = await standing();
    keep(known, key, now);
    if (isDeepStrictEqual(now, before)) return await early;
    outdated.abort();
    return await ask(now, signal);
  } catch (error) {
    outdated.abort();
    throw error;
  }
}
