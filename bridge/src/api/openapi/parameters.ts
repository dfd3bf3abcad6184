import type { z } from 'zod';
import type { ErrorCode } from '../../errors.js';
import { schemaOf } from '../expectation.js';
import type { Described } from './described.js';

/** One parameter of the query string. */
function queryParameter(name: string, parameter: z.ZodType): Described {
  const { description = '', words, default: usual, maxLength, ...schema } = schemaOf(parameter);
  // An empty text is how "any" is said inside; outside it is said by leaving the parameter out.
  const preset = usual === undefined || usual === '' ? {} : { default: usual };
  return {
    name,
    in: 'query',
    description,
    ...(words === undefined
      ? { schema: { ...schema, ...(maxLength === undefined ? {} : { maxLength }), ...preset } }
      : { style: 'form', explode: false, schema: { type: 'array', items: { type: 'string', enum: words } } }),
  };
}

/** All that a question may be asked in its query string. */
export const queryParameters = ({ shape }: z.ZodObject): readonly Described[] =>
  Object.entries(shape).flatMap(([name, parameter]) =>
    // The type of a shape's parts is wider than what zod's own functions take.
    'safeParse' in parameter ? [queryParameter(name, parameter as z.ZodType)] : [],
  );

/** What `{id}` stands for below each path, and the error for one that nobody has reported. */
const OWNERS: readonly (readonly [path: string, what: string, unknown: ErrorCode])[] = [
  ['/v1/agents/{id}', 'agent', 'agent_not_found'],
  ['/v1/tasks/{id}', 'task', 'task_not_found'],
];

/** The error for an id in a path that nobody has reported; none for paths without one. */
export const notFoundOf = (path: string): readonly ErrorCode[] =>
  OWNERS.filter(([prefix]) => path.startsWith(prefix)).map(([, , unknown]) => unknown);

/** The variable parts of a path. */
export const pathParameters = (path: string): readonly Described[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const owner = OWNERS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'thing';
    return {
      name,
      in: 'path',
      required: true,
      description: name === 'id' ? `The id of the ${owner}, percent-encoded.` : `The ${name}, percent-encoded.`,
      schema: { type: 'string' },
    };
  });
