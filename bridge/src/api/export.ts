import type { z } from 'zod';
import { parse } from './params.js';
import type { Asking } from './route.js';

/** What one row of an export may hold. Anything nested is told as JSON. */
export type ExportRow = object;

/** All rows of a list, however many they are: nobody pages through them. */
export interface Export<Parameters extends z.ZodObject = z.ZodObject> {
  /** The path of the list; that of the export has the name of its form behind it, `.csv` or `.jsonl`. */
  readonly path: string;
  /** What it tells, in a line. */
  readonly summary: string;
  readonly parameters: Parameters;
  /** The names of a row's fields, in their order. */
  readonly columns: readonly string[];
  /** The rows, some at a time: never more than these are held. */
  readonly pages: (asking: Asking) => AsyncIterable<readonly ExportRow[]>;
}

/** An export out of the function that finds its rows, which is given parameters that are right. */
export const exportOf = <Parameters extends z.ZodObject>({
  pages,
  ...rest
}: Omit<Export<Parameters>, 'pages'> & {
  readonly pages: (asked: z.output<Parameters>, asking: Asking) => AsyncIterable<readonly ExportRow[]>;
}): Export<Parameters> => ({
  ...rest,
  pages: (asking) => pages(parse(rest.parameters, asking.query), asking),
});
