import type { Field } from './contract/index.js';
import type { Warn } from './warnings.js';

/** What goes by this name until its caller gives one: work without a name must not be lost. */
const NAMELESS = 'unknown';

/** The name that a field makes of whatever was passed as one. */
export function nameFrom(warn: Warn, field: Field<unknown>, given: unknown): string {
  const { value, warning } = field.encode(given);
  if (typeof value === 'string' && value !== '') {
    if (warning !== undefined) warn(warning);
    return value;
  }
  const why = warning ?? `${field.key}: a name is needed`;
  warn(`${why}; it goes by "${NAMELESS}"`);
  return NAMELESS;
}
