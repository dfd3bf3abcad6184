import { z } from 'zod';
import { isRecord } from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';

/** One parameter as JSON Schema, by which it is both described and refused. */
export interface ParameterSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** What each of a list with commas between may be. */
  readonly words?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
}

/** What a parameter may be as it is sent, for machines. */
export const schemaOf = (parameter: z.ZodType): ParameterSchema => {
  const { $schema: _, ...schema } = z.toJSONSchema(parameter, { io: 'input', unrepresentable: 'any' });
  return schema as ParameterSchema;
};

/** The same in words. */
function expectation({ type, enum: one, words, minimum, maximum, minLength, maxLength }: ParameterSchema): string {
  if (one !== undefined) return `expected one of ${one.join(', ')}`;
  if (words !== undefined) return `expected any of ${words.join(', ')}, with commas between`;
  if (type === 'integer') return `expected a whole number from ${minimum ?? 0} to ${maximum ?? 'any'}`;
  if (maxLength === undefined) return 'expected another value';
  return minLength === undefined
    ? `expected at most ${maxLength} characters`
    : `expected ${minLength} to ${maxLength} characters`;
}

/** Names as people send them may be of any length. */
const NAME_LIMIT = 64;

function complaint(schema: z.ZodObject, sent: unknown, issue: z.core.$ZodIssue): readonly [name: string, what: string] {
  if (issue.code === 'unrecognized_keys') {
    const names = Object.keys(schema.shape);
    const known = names.length === 0 ? 'expected none' : `expected one of ${names.join(', ')}`;
    return [issue.keys[0] ?? '', `not a parameter; ${known}`];
  }
  const name = String(issue.path[0] ?? '');
  const value = isRecord(sent) ? sent[name] : undefined;
  if (Array.isArray(value)) return [name, `expected once, not ${value.length} times`];
  const parameter: unknown = schema.shape[name];
  const known = parameter instanceof z.ZodType ? schemaOf(parameter) : {};
  // What its schema cannot say, a parameter checks with a message of its own.
  return [name, issue.message.startsWith('expected ') ? issue.message : expectation(known)];
}

/** The error for parameters that are not what they may be: the first of them by name, and what it may be. */
export function refusalOf(schema: z.ZodObject, sent: unknown, { issues: [issue] }: z.ZodError): HttpError {
  const [name, what] = issue === undefined ? ['', ''] : complaint(schema, sent, issue);
  const parameter = name.slice(0, NAME_LIMIT);
  return new HttpError('invalid_parameter', { message: `${parameter}: ${what}`, details: { parameter } });
}
