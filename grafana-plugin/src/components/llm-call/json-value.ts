import type { Json } from '@hiveboard/sdk/contract';

/** The text in a JSON value, or undefined for anything else and for an empty text. */
export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The finite number in a JSON value, or undefined. */
export const numberOf = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** The object in a JSON value, or undefined; lists are not objects here. */
export const objectOf = (value: Json | undefined): Readonly<Record<string, Json>> | undefined =>
  isObject(value) ? value : undefined;

const isObject = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
