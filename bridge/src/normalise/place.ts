import type { Attributes, AttributeValue } from '../decode/span.js';

/** Where a value stands: under an attribute, or inside one that holds JSON. */
export type Place = string | { readonly key: string; readonly path: readonly string[] };

/** A value inside an attribute that holds JSON: `inside('mlflow.llm.cost', 'total_cost')`. */
export const inside = (key: string, ...path: readonly string[]): Place => ({ key, path });

/** JSON longer than this is content, not a table of counts. */
const JSON_LIMIT = 65_536;

const isObject = (value: AttributeValue | undefined): value is Readonly<Record<string, AttributeValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(value: AttributeValue | undefined): AttributeValue | undefined {
  if (typeof value !== 'string' || value.length > JSON_LIMIT) return value;
  try {
    // What JSON can say, an attribute can hold.
    return JSON.parse(value) as AttributeValue;
  } catch {
    return undefined;
  }
}

function valueAt(attributes: Attributes, place: Place): AttributeValue | undefined {
  if (typeof place === 'string') return attributes.get(place);
  let value = attributes.has(place.key) ? parsed(attributes.get(place.key)) : undefined;
  for (const name of place.path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** The first value that is there, and not empty. */
export function firstOf(attributes: Attributes, places: readonly Place[]): AttributeValue | undefined {
  for (const place of places) {
    const value = valueAt(attributes, place);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
}

/** The first text that is there, at most 256 characters of it. */
export function firstText(attributes: Attributes, places: readonly Place[]): string | undefined {
  for (const place of places) {
    const value = valueAt(attributes, place);
    if (typeof value === 'string' && value !== '') return value.slice(0, 256);
  }
  return undefined;
}
