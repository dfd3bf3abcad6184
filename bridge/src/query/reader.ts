import type { ClickHouseClient } from '@clickhouse/client';
import { inChildSpan } from '../tracing/own-spans.js';

/** Values bound to `{name:Type}` in a statement: never part of its text. */
export type Bindings = Readonly<
  Record<string, string | number | readonly (string | number)[] | readonly (readonly string[])[]>
>;

/** Asks ClickHouse. Every statement is a constant; whatever a client sent is a binding. */
export interface Reader {
  /** The rows of an answer. `signal` ends the query in ClickHouse too. */
  readonly rows: <Row>(sql: string, bindings: Bindings, signal?: AbortSignal) => Promise<readonly Row[]>;
}

export const createReader = (client: ClickHouseClient): Reader => ({
  rows: <Row>(sql: string, bindings: Bindings, signal?: AbortSignal) =>
    inChildSpan({ name: 'query', kind: 'client', attributes: { 'db.system.name': 'clickhouse' } }, async () => {
      const answer = await client.query({
        query: sql,
        query_params: { ...bindings },
        format: 'JSONEachRow',
        clickhouse_settings: { date_time_output_format: 'iso' },
        ...(signal === undefined ? {} : { abort_signal: signal }),
      });
      return answer.json<Row>();
    }),
});

/** ClickHouse's moment of a register that was never set. */
const NEVER = '1970-01-01T00:00:00.000Z';

/** A moment, or null for one that never was. */
export const momentOrNull = (moment: string): string | null => (moment === NEVER ? null : moment);

/** JSON that our own bridge wrote; an absent part is empty text or null. */
export const parsed = <T>(json: string, absent: T): T =>
  json === '' || json === 'null' ? absent : (JSON.parse(json) as T);

/** A text, or null for one that nobody told. */
export const textOrNull = (text = ''): string | null => (text === '' ? null : text);
