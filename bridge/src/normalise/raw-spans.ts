import { decode, recordFields } from '@hiveboard/sdk/contract';
import type { Span } from '../decode/span.js';
import { milliseconds, refusal } from './moment.js';

/** A span to be kept as it came. */
export type RawSpan = Span;

/**
 * Those of a request's spans that a trace view should show. Progress spans are not among them: the final span of their
 * task repeats all that they say.
 *
 * @param now epoch milliseconds
 */
export const rawSpans = (spans: readonly Span[], now: number): readonly RawSpan[] =>
  spans.filter(
    ({ attributes, startTimeUnixNano }) =>
      decode(recordFields, attributes).value.record !== 'progress' &&
      refusal(milliseconds(startTimeUnixNano), now) === undefined,
  );
