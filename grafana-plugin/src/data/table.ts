/**
 * Tables between the API's answers and Grafana's data frames, kept free of Grafana's code so that they run anywhere.
 * Writing goes through columns, reading through `Row`, which asks for cells by name and accepts what SQL sources give.
 */
import type { Json } from '@hiveboard/sdk/contract';

/** What a column holds; the words of Grafana's field types. */
export type ColumnType = 'time' | 'string' | 'number' | 'boolean' | 'other';

/** One column: its name in frames, what it holds, and how a row gives its cell. */
export interface Column<Source> {
  readonly name: string;
  readonly type: ColumnType;
  /** A unit id of Grafana, such as `currencyUSD` or `ms`. */
  readonly unit?: string;
  readonly of: (source: Source) => unknown;
}

/** A table ready to become a data frame. Times are milliseconds since 1970. */
export interface Table {
  readonly name: string;
  readonly fields: readonly {
    readonly name: string;
    readonly type: ColumnType;
    readonly unit?: string;
    readonly values: readonly unknown[];
  }[];
}

/** The part of a data frame that is needed to read it. */
export interface ReadableFrame {
  readonly name?: string | undefined;
  readonly length: number;
  readonly fields: readonly { readonly name: string; readonly values: readonly unknown[] }[];
}

/** Writes rows as a table. */
export function tableOf<Source>(name: string, columns: readonly Column<Source>[], sources: readonly Source[]): Table {
  return {
    name,
    fields: columns.map(({ name: field, type, unit, of }) => ({
      name: field,
      type,
      ...(unit === undefined ? {} : { unit }),
      values: sources.map((source) => cellOf(type, of(source))),
    })),
  };
}

function cellOf(type: ColumnType, value: unknown): unknown {
  if (value === undefined) return null;
  return type === 'time' && typeof value === 'string' ? Date.parse(value) : value;
}

/** Reads one row of a frame, cell by cell. A column that is absent reads as null. */
export interface Row {
  readonly text: (column: string) => string | null;
  readonly number: (column: string) => number | null;
  readonly flag: (column: string) => boolean;
  /** ISO 8601 in UTC. Accepts milliseconds, ISO text and Date. */
  readonly moment: (column: string) => string | null;
  /** A nested value; text that holds JSON is parsed. */
  readonly json: (column: string) => Json;
  /** A nested object; null for anything else. */
  readonly object: (column: string) => Readonly<Record<string, Json>> | null;
}

/** The rows of a frame. */
export function rowsOf(frame: ReadableFrame): readonly Row[] {
  const columns = new Map(frame.fields.map(({ name, values }) => [name, values]));
  return Array.from({ length: frame.length }, (_, index) => rowAt((column) => columns.get(column)?.[index]));
}

const rowAt = (cell: (column: string) => unknown): Row => ({
  text: (column) => textOf(cell(column)),
  number: (column) => numberOf(cell(column)),
  flag: (column) => flagOf(cell(column)),
  moment: (column) => momentOf(cell(column)),
  json: (column) => jsonOf(cell(column)),
  object: (column) => {
    const value = jsonOf(cell(column));
    return isJsonObject(value) ? value : null;
  },
});

const isJsonObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : null;
}

// Decimals and 64-bit integers come as text from SQL sources.
function numberOf(value: unknown): number | null {
  if (value === null || value === undefined || value === '' || typeof value === 'object') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

const flagOf = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true';

function momentOf(value: unknown): string | null {
  const ms = typeof value === 'string' ? Date.parse(value) : value instanceof Date ? value.getTime() : numberOf(value);
  return ms === null || Number.isNaN(ms) || Math.abs(ms) > 8.64e15 ? null : new Date(ms).toISOString();
}

function jsonOf(value: unknown): Json {
  if (typeof value !== 'string') return isJson(value) ? value : null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isJson(parsed) ? parsed : null;
  } catch {
    return value;
  }
}

function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'object' && Object.values(value).every((part) => part === undefined || isJson(part));
}

/** The columns of `needed` that a frame lacks. */
function missingColumns(frame: ReadableFrame, needed: readonly string[]): readonly string[] {
  const present = new Set(frame.fields.map(({ name }) => name));
  return needed.filter((column) => !present.has(column));
}

/** A view's data read from frames, or what the frames lack for it. */
export type Reading<View> =
  { readonly ok: true; readonly view: View } | { readonly ok: false; readonly missing: readonly string[] };

/**
 * Finds the frame that has all `needed` columns; a frame by the name `preferred` wins.
 * @returns the frame, or the fewest columns that any frame lacks.
 */
export function findFrame(
  frames: readonly ReadableFrame[],
  preferred: string,
  needed: readonly string[],
): Reading<ReadableFrame> {
  const candidates = [...frames].sort((a, b) => Number(b.name === preferred) - Number(a.name === preferred));
  const lacks = candidates.map((frame) => missingColumns(frame, needed));
  const fitting = candidates[lacks.findIndex((lack) => lack.length === 0)];
  if (fitting !== undefined) return { ok: true, view: fitting };
  const [closest = needed] = lacks.sort((a, b) => a.length - b.length);
  return { ok: false, missing: closest };
}
