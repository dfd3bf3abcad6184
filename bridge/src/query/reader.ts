import type { ClickHouseClient, ResponseJSON } from '@clickhouse/client';
import { onceMoreIfCut } from '@hiveboard/clickhouse';
import { inChildSpan } from '../tracing/own-spans.js';

/** Values bound to `{name:Type}` in a statement: never part of its text. */
export type Bindings = Readonly<
  Record<string, string | number | readonly (string | number)[] | readonly bigint[] | readonly (readonly string[])[]>
>;

/** ClickHouse takes twice as many bytes in one binding, and what is bound is hardly longer than as JSON. */
const MOST_BYTES = 65_536;

/** Whether values are few and short enough to be bound, as one list or as several. */
export const isBindable = (values: unknown): boolean => Buffer.byteLength(JSON.stringify(values)) <= MOST_BYTES;

/** Asks ClickHouse. Every statement is a constant; whatever a client sent is a binding. */
export interface Reader {
  /** The rows of an answer. `signal` ends the query in ClickHouse too. */
  readonly rows: <Row>(sql: string, bindings: Bindings, signal?: AbortSignal) => Promise<readonly Row[]>;
}

/** Values in the order of the columns, as a row by the columns' names. */
function rowOf(names: readonly string[], values: readonly unknown[]): object {
  const row: Record<string, unknown> = {};
  names.forEach((name, index) => {
    row[name] = values[index];
  });
  return row;
}

export const createReader = (client: ClickHouseClient): Reader => ({
  rows: <Row>(sql: string, bindings: Bindings, signal?: AbortSignal) =>
    inChildSpan({ name: 'query', kind: 'client', attributes: { 'db.system.name': 'clickhouse' } }, async () => {
      const ask = async (): Promise<ResponseJSON<readonly unknown[]>> => {
        const answer = await client.query({
          query: sql,
          query_params: { ...bindings },
          // One document, with each name once: quicker to write and to read than a line a row, and one that breaks off is none.
          format: 'JSONCompact',
          // Long lists do not fit into an address.
          use_multipart_params_auto: true,
          clickhouse_settings: { date_time_output_format: 'iso' },
          ...(signal === undefined ? {} : { abort_signal: signal }),
        });
        return answer.json<readonly unknown[]>();
      };
      const { meta = [], data } = await onceMoreIfCut(ask);
      const names = meta.map(({ name }) => name);
      return data.map((values) => rowOf(names, values) as Row);
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
