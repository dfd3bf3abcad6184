import { ERRORS, HttpError, type ErrorCode } from '../../errors.js';
import { addressOf, filled } from '../../client/address.js';
import { use, type Described } from './described.js';
import type { Examples } from './examples.js';

/** Errors that every question with a key may be answered with. */
export const USUAL_ERRORS: readonly ErrorCode[] = [
  'invalid_parameter',
  'query_too_expensive',
  'authentication_failed',
  'insufficient_scope',
  'rate_limit_exceeded',
  'store_unavailable',
  'internal_error',
];

/** Headers that go with an answer of this status. */
const HEADERS: ReadonlyMap<number, readonly string[]> = new Map<number, readonly string[]>([
  [429, ['RateLimit-Policy', 'RateLimit', 'Retry-After']],
  [503, ['Retry-After']],
]);

export const headers = (names: readonly string[]): Described =>
  Object.fromEntries(names.map((name) => [name, use('headers', name)]));

/** What each header tells, wherever it is. */
export const HEADER_COMPONENTS: Described = {
  ETag: {
    description: 'Names this answer. Sent back as If-None-Match it is answered with 304 while nothing has changed.',
    schema: { type: 'string' },
    example: 'W/"1b3-Vf6w0kH1fZ0kSgE1p9w2x2m0P3o"',
  },
  'RateLimit-Policy': {
    description: 'How much this key may ask, by the IETF draft of that name; absent without a limit.',
    schema: { type: 'string' },
    example: '"read";q=30;w=1',
  },
  RateLimit: {
    description: 'How much of that is left.',
    schema: { type: 'string' },
    example: '"read";r=299;t=1',
  },
  'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer' }, example: 5 },
};

/** The answers for errors, by status; each tells which errors share it. */
export function errorResponses(codes: readonly ErrorCode[]): Described {
  const statuses = [...new Set(codes.map((code) => ERRORS[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const these = codes.filter((code) => ERRORS[code].status === status);
      const told = HEADERS.get(status);
      return [
        String(status),
        {
          description: these.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join('\n\n'),
          ...(told === undefined ? {} : { headers: headers(told) }),
          content: {
            'application/json': {
              schema: use('schemas', 'ApiError'),
              examples: Object.fromEntries(these.map((code) => [code, { value: new HttpError(code).body() }])),
            },
          },
        },
      ];
    }),
  );
}

/** What every good answer tells of itself. */
const ANSWER_HEADERS = ['ETag', 'RateLimit-Policy', 'RateLimit'];

/** A good answer: `question` is a method and a path, as `GET /v1/agents`, whose example is shown with how it was asked. */
export function answered(question: string, schema: Described, examples: Examples): Described {
  const [method = '', path = ''] = question.split(' ');
  const example = examples[question];
  const asked = { path: filled(path, example?.path), params: example?.query ?? {} };
  return {
    description: 'The answer.',
    headers: headers(ANSWER_HEADERS),
    content: {
      'application/json': {
        schema,
        ...(example === undefined
          ? {}
          : { examples: { recorded: { summary: `${method} ${addressOf(asked)}`, value: example.answer } } }),
      },
    },
  };
}
