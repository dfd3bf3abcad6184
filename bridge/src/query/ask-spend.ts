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
import { askAhead, type Memory } from './ask-ahead.js';
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

/** How rollups stood, by tenant and period. */
const KNOWN: Memory<RollupsRead> = new WeakMap();

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
  const { firstHour, endHour, firstDay, endDay } = bounds;
  return askAhead<RollupsRead, readonly Row[]>(reader, {
    memory: KNOWN,
    key: JSON.stringify([tenant, firstHour, endHour, firstDay, endDay]),
    standing: async () => {
      const days = await reader.rows<RollupDay>(ROLLUPS_SQL, { tenant, ...boundBindings(bounds) }, signal);
      return rollupsRead(bounds, days);
    },
    ask: (rollups) => {
      const source = spendSql(columns, bounds, rollups);
      return reader.rows<Row>(sqlOf(`(${source.sql})`), { ...bindings, tenant, ...source.bindings }, signal);
    },
  });
}
