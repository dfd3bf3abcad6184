import type { Span } from '../decode/span.js';
import { failureOf, hasFailed, type Failure } from './failure.js';
import type { Reading } from './foreign-span.js';
import { firstText } from './place.js';

/** What went wrong in a foreign span, by its status or in its dialect's own words; undefined when nothing did. */
export function foreignFailure(span: Span, { failure: words }: Reading): Failure | undefined {
  const saysSo = words?.values.includes(span.attributes.get(words.key)) === true;
  if (!saysSo && !hasFailed(span)) return undefined;
  const failure = failureOf(span);
  return failure.message === '' && words !== undefined
    ? { ...failure, message: firstText(span.attributes, words.message) ?? '' }
    : failure;
}
