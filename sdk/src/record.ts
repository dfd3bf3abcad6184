import type { Attributes, HrTime } from '@opentelemetry/api';
import {
  decode,
  encode,
  eventFields,
  type EventConcept,
  type Fields,
  type Severity,
  type ValueOf,
  type WireValue,
} from './contract/index.js';

/** What a caller may say about any event beyond its own fields. */
export interface EventDetails {
  /** One line for people. Default: made from the fields. */
  readonly summary?: string | undefined;
  /** Words to filter by. Default: depends on the kind. */
  readonly tags?: readonly string[] | undefined;
  /** How loud the event is. Default: depends on the kind. */
  readonly severity?: Severity | undefined;
}

/** Something an agent says: a concept, its value and what else is known about it. */
export interface Report {
  readonly concept: EventConcept;
  readonly value: unknown;
  readonly details: EventDetails;
}

/** When, where and under which identity something was said. */
export interface Moment {
  readonly id: string;
  /** Whole epoch milliseconds. */
  readonly at: number;
  readonly actionId?: string | undefined;
}

/** A span event, ready for OpenTelemetry. */
export interface EventRecord {
  readonly name: string;
  readonly attributes: Attributes;
  readonly at: number;
}

/** Pairs a concept with a value of its type. */
export function report<F extends Fields>(
  concept: EventConcept<F>,
  value: ValueOf<F>,
  details: EventDetails = {},
): Report {
  return { concept, value, details };
}

/** Attributes as OpenTelemetry types them, of one or several tables together. */
export function toAttributes(...tables: readonly Readonly<Record<string, WireValue>>[]): Attributes {
  // Once per event: a plain loop makes a third of the garbage that mapped entries do.
  const attributes: Attributes = {};
  for (const table of tables) {
    for (const [key, value] of Object.entries(table)) attributes[key] = typeof value === 'object' ? [...value] : value;
  }
  return attributes;
}

/** Turns a report into the span event that carries it, and names what had to be changed on the way. */
export function eventRecord(
  { concept, value, details }: Report,
  { id, at, actionId }: Moment,
): { readonly record: EventRecord; readonly warnings: readonly string[] } {
  const own = encode(concept.fields, value);
  // The defaults are made from what survived, so a wrong value can spoil neither the summary nor the tags.
  const { value: known } = decode(concept.fields, { get: (key) => own.attributes[key] });
  const tags = details.tags ?? concept.tags(known);
  const envelope = encode(eventFields, {
    id,
    kind: concept.kind,
    summary: details.summary ?? (concept.summary(known) || undefined),
    tags: Array.isArray(tags) && tags.length === 0 ? undefined : tags,
    severity: details.severity ?? concept.severity(known),
    actionId,
  });
  return {
    record: { name: concept.eventName, attributes: toAttributes(own.attributes, envelope.attributes), at },
    warnings: [...own.warnings, ...envelope.warnings],
  };
}

/** Epoch milliseconds as OpenTelemetry's pair; plain numbers near zero would be taken for performance timestamps. */
export const hrTime = (epochMs: number): HrTime => [Math.floor(epochMs / 1000), (epochMs % 1000) * 1_000_000];
