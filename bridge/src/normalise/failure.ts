import type { Span } from '../decode/span.js';

/** What went wrong in a span: the exception it recorded, else its status. Empty when nothing did. */
export interface Failure {
  readonly type: string;
  readonly message: string;
}

const MESSAGE_LIMIT = 2048;

/** OTLP's status code for an error. */
const ERROR = 2;

export const hasFailed = (span: Span): boolean => span.status.code === ERROR;

export function failureOf(span: Span): Failure {
  const exception = span.events.findLast((event) => event.name === 'exception')?.attributes;
  const text = (key: string): string => {
    const value = exception?.get(key) ?? span.attributes.get(key);
    return typeof value === 'string' ? value : '';
  };
  return {
    type: text('exception.type') || text('error.type'),
    message: (text('exception.message') || span.status.message).slice(0, MESSAGE_LIMIT),
  };
}
