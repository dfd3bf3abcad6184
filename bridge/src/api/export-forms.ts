import { Transform, type Duplex } from 'node:stream';
import { stringify } from 'csv-stringify';

/** A form in which an export is told. */
export interface ExportForm {
  /** What stands behind the path and the name of the file. */
  readonly suffix: string;
  readonly contentType: string;
  /** Takes rows, gives text. */
  readonly encoder: (columns: readonly string[]) => Duplex;
}

/** One object of JSON a line. */
const jsonLines = (): Duplex =>
  new Transform({
    writableObjectMode: true,
    transform: (row: unknown, _encoding, done) => {
      done(null, `${JSON.stringify(row)}\n`);
    },
  });

/**
 * RFC 4180 with a line of names. Text that a spreadsheet would take for a formula, as a prompt may be written to be, gets
 * an apostrophe before it.
 */
const csv = (columns: readonly string[]): Duplex =>
  stringify({
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: 'windows',
    // The library quotes what holds a whole \r\n; readers end a row at either half of it.
    quoted_match: /[\r\n]/,
    cast: { boolean: (value) => (value ? 'true' : 'false') },
  });

/** Every form in which an export is told. */
export const EXPORT_FORMS: readonly ExportForm[] = [
  { suffix: '.csv', contentType: 'text/csv; charset=utf-8; header=present', encoder: csv },
  { suffix: '.jsonl', contentType: 'application/jsonl; charset=utf-8', encoder: jsonLines },
];
