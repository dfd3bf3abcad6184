import { HttpError } from '../errors.js';

/** Where a page ended: the moment (epoch milliseconds) and the id of its last row. */
export interface Place {
  readonly at: number;
  readonly id: string;
}

/** An opaque word for a place. */
export const cursorOf = ({ at, id }: Place): string => Buffer.from(JSON.stringify([at, id])).toString('base64url');

const wrong = (): HttpError =>
  new HttpError('invalid_parameter', {
    message: 'cursor: expected the cursor of an answer, unchanged',
    details: { parameter: 'cursor' },
  });

/** The place that a cursor stands for; null without one. */
export function placeOf(cursor: string): Place | null {
  if (cursor === '') return null;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw wrong();
  }
  const [at, id, ...rest]: readonly unknown[] = Array.isArray(parts) ? [...(parts as readonly unknown[])] : [];
  if (rest.length > 0 || typeof at !== 'number' || !Number.isSafeInteger(at) || typeof id !== 'string') throw wrong();
  return { at, id };
}
