import type { Attributes } from '@opentelemetry/api';
import type { Ink } from './contract/index.js';
import { messageOf } from './warnings.js';

/** The most characters of an error's message that travel. */
const MESSAGE_LIMIT = 2048;

/** An error as the standard describes it. */
export interface Failure {
  readonly type: string;
  readonly message: string;
}

/** Reads an error without trusting it: anything can be thrown, and its getters can throw too. */
export function failureOf(error: unknown, redact?: Ink['redact']): Failure {
  const message = messageOf(error);
  const told = redact?.(message) ?? message;
  return { type: typeOf(error), message: typeof told === 'string' ? told.slice(0, MESSAGE_LIMIT) : '' };
}

/** By shape, not by class: errors of another realm, such as a test runner's, are errors too. */
function typeOf(error: unknown): string {
  try {
    if (typeof error !== 'object' || error === null) return typeof error;
    return 'name' in error && typeof error.name === 'string' && error.name !== '' ? error.name : 'Error';
  } catch {
    return 'Error';
  }
}

/** Whether an error says that work was given up on purpose, as an aborted `AbortSignal` makes it. */
export const isAbort = (error: unknown): boolean => typeOf(error) === 'AbortError';

/** The attributes of the standard `exception` event. No stack: it may hold paths and values that are nobody's business. */
export const exceptionAttributes = ({ type, message }: Failure): Attributes => ({
  'exception.type': type,
  'exception.message': message,
});
