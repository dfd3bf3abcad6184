import type { Attributes } from '@opentelemetry/api';
import { messageOf } from './warnings.js';

/** The most characters of an error's message that travel. */
const MESSAGE_LIMIT = 2048;

/** An error as the standard describes it. */
export interface Failure {
  readonly type: string;
  readonly message: string;
}

/** Reads an error without trusting it: anything can be thrown, and its getters can throw too. */
export function failureOf(error: unknown): Failure {
  return { type: typeOf(error), message: messageOf(error).slice(0, MESSAGE_LIMIT) };
}

function typeOf(error: unknown): string {
  try {
    return error instanceof Error ? error.name || 'Error' : typeof error;
  } catch {
    return 'Error';
  }
}

/** The attributes of the standard `exception` event. No stack: it may hold paths and values that are nobody's business. */
export const exceptionAttributes = ({ type, message }: Failure): Attributes => ({
  'exception.type': type,
  'exception.message': message,
});
