import type { RowBinaryWriter } from './row-binary.js';

/** A column's type: what SQL calls it, and how a value of it is written. A method, so that a table may mix types. */
export interface ColumnType<T> {
  readonly sql: string;
  write(out: RowBinaryWriter, value: T): void;
}

/** The columns of a table that are written, in order. */
export type Columns = Readonly<Record<string, ColumnType<unknown>>>;

/** A row of a table as TypeScript holds it. */
export type RowOf<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends ColumnType<infer T> ? T : never;
};

const column = <T>(sql: string, write: (out: RowBinaryWriter, value: T) => void): ColumnType<T> => ({ sql, write });

const writeString = (out: RowBinaryWriter, value: string): void => {
  out.string(value);
};

export const string = column<string>('String', writeString);

/** A string with few different values. */
export const word = column<string>('LowCardinality(String)', writeString);

export const uuid = column<string>('UUID', (out, value) => {
  out.uuid(value);
});

/** A moment in epoch milliseconds. */
export const moment = column<number>("DateTime64(3, 'UTC')", (out, value) => {
  out.int64(value);
});

/** A moment in epoch nanoseconds, as OpenTelemetry has them. */
export const nanoMoment = column<bigint>('DateTime64(9)', (out, value) => {
  out.bigInt64(value);
});

export const flag = column<boolean>('Bool', (out, value) => {
  out.byte(value ? 1 : 0);
});

export const float = column<number>('Float64', (out, value) => {
  out.float64(value);
});

/** A whole number from 0. */
export const count = column<number>('UInt64', (out, value) => {
  out.int64(value);
});

/** US dollars, exact to a billionth. */
export const money = column<number>('Decimal(18, 9)', (out, value) => {
  const billionths = Math.round(value * 1e9);
  if (Number.isSafeInteger(billionths)) out.int64(billionths);
  else out.bigInt64(BigInt(billionths));
});

/** Texts by word. */
export const attributes = column<ReadonlyMap<string, string>>('Map(LowCardinality(String), String)', (out, value) => {
  out.varint(value.size);
  for (const [key, text] of value) {
    out.string(key);
    out.string(text);
  }
});

/** Any number of values. */
export const list = <T>(inner: ColumnType<T>): ColumnType<readonly T[]> =>
  column(`Array(${inner.sql})`, (out, value) => {
    out.varint(value.length);
    for (const item of value) inner.write(out, item);
  });

export const words = list(word);

/** A value that may be unknown. */
export const nullable = <T>(inner: ColumnType<T>): ColumnType<T | null> =>
  column(`Nullable(${inner.sql})`, (out, value) => {
    out.byte(value === null ? 1 : 0);
    if (value !== null) inner.write(out, value);
  });

/** A column that keeps the least or the greatest of all values written to it. */
export const keeping = <T>(aggregate: 'min' | 'max', inner: ColumnType<T>): ColumnType<T> =>
  column(`SimpleAggregateFunction(${aggregate}, ${inner.sql})`, (out, value) => {
    inner.write(out, value);
  });

/** A value with the time since which it holds; the newest wins. */
export type Register<T> = readonly [at: number, value: T];

/** The register that loses against every other. */
export const NEVER = 0;

export const register = <T>(inner: ColumnType<T>): ColumnType<Register<T>> =>
  column(`SimpleAggregateFunction(max, Tuple(${moment.sql}, ${inner.sql}))`, (out, [at, value]) => {
    moment.write(out, at);
    inner.write(out, value);
  });

/** How a run ended: when, with which outcome, and what went wrong. */
export type Ending = readonly [at: number, outcome: string, error: string];

export const ending = column<Ending>(
  `SimpleAggregateFunction(max, Tuple(${moment.sql}, String, String))`,
  (out, [at, outcome, error]) => {
    moment.write(out, at);
    out.string(outcome);
    out.string(error);
  },
);
