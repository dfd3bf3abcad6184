import fc, { type Arbitrary } from 'fast-check';
import type { z } from 'zod';
import { ROUTES } from '../../src/api/routes.js';
import { streamParameters } from '../../src/api/stream.js';

/** What each path may be asked. */
const ASKED: readonly { readonly path: string; readonly parameters: z.ZodObject }[] = [
  ...ROUTES,
  { path: '/v1/stream', parameters: streamParameters },
];

/** One question: a path with its query, and the names of the parameters that are asked. */
export interface Question {
  readonly url: string;
  readonly names: readonly string[];
}

/** Values that mean something to some parameter, or to a careless reader of one. */
const TELLING: readonly string[] = [
  '',
  '0',
  '1',
  '-1',
  '1.5',
  '50',
  '201',
  '1e9',
  '9007199254740993',
  'NaN',
  'Infinity',
  '0x10',
  ' 7 ',
  '1h',
  '30d',
  '24H',
  '1795000000000',
  '99999999999999',
  '2026-11-21T00:00:00Z',
  '2026-02-30',
  '+275760-09-13T00:00:00.001Z',
  '-000001-01-01T00:00:00Z',
  '0000-01-01',
  '9999-12-31T23:59:59Z',
  'stuck,error',
  'completed,,failed',
  'processing,nonsense',
  'cost',
  'tokens',
  'calls',
  'agent',
  'model',
  'hour',
  'task',
  "'; DROP TABLE hive.events; --",
  '\\',
  "\\'",
  '{tenant:String}',
  '\u0000',
  '\ud800',
  '🐝',
  '%',
  '_',
  '__proto__',
  'constructor',
  'null',
  'true',
  '[]',
  '{}',
  Buffer.from('[1795000000000,"0198c2a4-5b7e-7000-8000-000000000001"]').toString('base64url'),
  Buffer.from('[1795000000000,"no uuid"]').toString('base64url'),
  Buffer.from('[9007199254740991,"x"]').toString('base64url'),
  Buffer.from('[-9007199254740991,""]').toString('base64url'),
  Buffer.from('[1e400,"x"]').toString('base64url'),
  Buffer.from('{"0":1}').toString('base64url'),
];

const value: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TELLING) },
  { weight: 2, arbitrary: fc.string({ maxLength: 40, unit: 'binary' }) },
  { weight: 1, arbitrary: fc.string({ minLength: 250, maxLength: 2000 }) },
);

/** How a name and a value come to stand in a query: as they should, as a list, as an object. */
const SPELLINGS: readonly ((name: string, value: string) => string)[] = [
  (name, text) => `${name}=${text}`,
  (name, text) => `${name}=${text}&${name}=${text}`,
  (name, text) => `${name}[]=${text}`,
  (name, text) => `${name}[a][b]=${text}`,
];
const spelling = fc.oneof(
  { weight: 8, arbitrary: fc.constant(SPELLINGS[0]) },
  { weight: 1, arbitrary: fc.constantFrom(...SPELLINGS) },
);

/** Text as a URL carries it; halves of characters cannot be sent as they are. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

const asked = (name: string): Arbitrary<{ readonly name: string; readonly text: string }> =>
  fc.tuple(value, spelling).map(([text, spell]) => ({ name, text: spell?.(name, encoded(text)) ?? name }));

/** A part of a path: known ids, hostile ones, and percent signs that mean nothing. */
const place: Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: value.map((text) => encoded(text) || 'x') },
  { weight: 1, arbitrary: fc.constantFrom('shop', 'task-1', '%E0%A4%A', '%', '%00', '..%2f..', 'a%2Fb') },
);

function questionsOf({ path, parameters }: (typeof ASKED)[number]): Arbitrary<Question> {
  const known = Object.keys(parameters.shape);
  const name = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...(known.length === 0 ? ['limit'] : known)) },
    { weight: 1, arbitrary: fc.constantFrom('__proto__', 'tenant', 'x y', '') },
  );
  return fc
    .tuple(
      place,
      fc.uniqueArray(name, { maxLength: 4 }).chain((names) => fc.tuple(...names.map(asked))),
    )
    .map(([id, parts]) => ({
      url: `${path.replace('{id}', id)}?${parts.map(({ text }) => text).join('&')}`,
      names: parts.map((part) => part.name),
    }));
}

/** Questions of all kinds to every path of the API. */
export const questions = (): Arbitrary<Question> => fc.oneof(...ASKED.map(questionsOf));
