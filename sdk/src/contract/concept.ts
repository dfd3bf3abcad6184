import type { DecodedOf, Fields } from './field.js';

/** How loud an event is. */
export const SEVERITIES = ['debug', 'info', 'warn', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where an event may happen: inside a task, outside any, or both. */
export type Scope = 'task' | 'agent' | 'any';

/** A concept that travels as a span event `hive.<kind>`. Methods, so that a list may hold concepts of different fields. */
export interface EventConcept<F extends Fields = Fields> {
  readonly kind: string;
  /** The span event's name on the wire. */
  readonly eventName: string;
  readonly scope: Scope;
  readonly doc: string;
  readonly fields: F;
  /** The one-line summary when the caller gave none. */
  summary(value: DecodedOf<F>): string;
  /** Tags when the caller gave none. */
  tags(value: DecodedOf<F>): readonly string[];
  severity(value: DecodedOf<F>): Severity;
}

interface Definition<F extends Fields> {
  readonly kind: string;
  readonly scope: Scope;
  readonly doc: string;
  readonly fields: F;
  readonly summary: (value: DecodedOf<F>) => string;
  readonly tags?: (value: DecodedOf<F>) => readonly (string | undefined)[];
  readonly severity?: (value: DecodedOf<F>) => Severity;
}

/** Completes a definition with the defaults that all event concepts share. */
export function defineEvent<const F extends Fields>(definition: Definition<F>): EventConcept<F> {
  const { tags = () => [], severity = () => 'info' } = definition;
  return {
    ...definition,
    eventName: `hive.${definition.kind}`,
    tags: (value) => tags(value).filter((tag) => tag !== undefined),
    severity,
  };
}
