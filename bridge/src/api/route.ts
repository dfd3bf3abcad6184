import type { z } from 'zod';
import type { AnswerPath, Answers } from '@hiveboard/sdk/contract';
import type { Reader } from '../query/reader.js';
import { parse } from './params.js';

/** What every answer is made from. */
export interface Asking {
  readonly reader: Reader;
  readonly tenant: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The query string, as it came. */
  readonly query: unknown;
  /** The variable parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  /** Aborts when the caller has gone away. */
  readonly signal: AbortSignal;
}

/** A question of the v1 API: all that serving it and describing it needs. */
export interface Route<Path extends AnswerPath = AnswerPath, Parameters extends z.ZodObject = z.ZodObject> {
  /** The path as the contract writes it, `{id}` standing for an id. */
  readonly path: Path;
  /** What it tells, in a line. */
  readonly summary: string;
  /** What it may be asked, each with its description. */
  readonly parameters: Parameters;
  /** Whether answers hold what people and models wrote: no cache on the way to a reader keeps a copy of these. */
  readonly isPrivate: boolean;
  readonly ask: (asking: Asking) => Promise<Answers[Path]>;
}

/** A route out of the function that answers it, which is given parameters that are right. */
export const route = <Path extends AnswerPath, Parameters extends z.ZodObject>({
  answer,
  ...rest
}: Omit<Route<Path, Parameters>, 'ask'> & {
  readonly answer: (asked: z.output<Parameters>, asking: Asking) => Promise<Answers[Path]>;
}): Route<Path, Parameters> => ({
  ...rest,
  ask: (asking) => answer(parse(rest.parameters, asking.query), asking),
});
