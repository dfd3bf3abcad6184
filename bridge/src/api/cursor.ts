import { HttpError } from '../errors.js';

/** Where a page ended: the moment (epoch milliseconds) and the id of its last row, and what else its order needs. */
export interface Place {
  readonly at: number;
  readonly id: string;
  readonly beside?: string;
}

/** An opaque word for a place. */
export const cursorOf = ({ at, id, beside }: Place): string =>
  Buffer.from(JSON.stringify(beside === undefined ? [at, id] : [at, id, beside])).toString('base64url');

/** What a cursor may be. */
export const CURSOR_EXPECTED = 'expected the cursor of an answer, unchanged';

const wrong = (parameter: string): HttpError =>
  new HttpError('invalid_parameter', {
    message: `${parameter}: ${CURSOR_EXPECTED}`,
    details: { parameter },
  });

/** The place that a cursor stands for; null without one. `parameter` is what it was sent as. */
export function placeOf(cursor: string, parameter = 'cursor'): Place | null {
  if (cursor === '') return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw wrong(parameter);
  }
  const [at, id, beside, ...rest]: readonly unknown[] = Array.isArray(parts) ? [...(parts as readonly unknown[])] : [];
  if (rest.length > 0 || typeof at !== 'number' || !Number.isSafeInteger(at) || typeof id !== 'string')
    throw wrong(parameter);
  if (beside === undefined) return { at, id };
  if (typeof beside !== 'string') throw wrong(parameter);
  return { at, id, beside };
}

/** The whole numbers that a cursor has beside its moment and id, with commas between. */
export function numbersIn({ beside = '' }: Place): readonly number[] {
  const numbers = beside === '' ? [] : beside.split(',').map(Number);
  if (numbers.every(Number.isSafeInteger)) return numbers;
  throw wrong('cursor');
}

/** The whole number that a cursor has beside its moment and id, and the text behind that and a blank. */
export function numberAndTextIn({ beside = '' }: Place): readonly [number: number, text: string] {
  const [digits = '', ...words] = beside.split(' ');
  if (/^-?\d{1,15}$/.test(digits) && words.length > 0) return [Number(digits), words.join(' ')];
  throw wrong('cursor');
}
