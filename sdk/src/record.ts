import type { HrTime } from '@opentelemetry/api';
import {
  eventFields,
  write,
  type EventConcept,
  type Fields,
  type Ink,
  type Severity,
  type ValueOf,
  type WireAttributes,
} from './contract/index.js';
import { optionsFrom, type Warn } from './warnings.js';

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
  /** Fields that go before those of the value, which stays the caller's own object: copying it costs more than writing it. */
  readonly instead: Readonly<Record<string, unknown>> | undefined;
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
  readonly attributes: WireAttributes;
  readonly at: number;
}

/** Pairs a concept with a value that may still lack some of its fields: that is complained about, and no more. */
export const report = <F extends Fields>(
  concept: EventConcept<F>,
  value: Partial<ValueOf<F>>,
  details: EventDetails = {},
): Report => ({ concept, value, instead: undefined, details });

/** Turns a report into the span event that carries it. */
export function eventRecord({ concept, value, instead, details }: Report, moment: Moment, ink: Ink): EventRecord {
  const { id, at, actionId } = moment;
  const attributes: WireAttributes = {};
  // The defaults are made from what survived, so a wrong value can spoil neither the summary nor the tags.
  const kept = {};
  write(attributes, { fields: concept.fields, value, instead, kept }, ink);
  const tags = details.tags ?? concept.tags(kept);
  const envelope = {
    id,
    kind: concept.kind,
    summary: details.summary ?? (concept.summary(kept) || undefined),
    tags: Array.isArray(tags) && tags.length === 0 ? undefined : tags,
    severity: details.severity ?? concept.severity(kept),
    actionId,
  };
  write(attributes, { fields: eventFields, value: envelope }, ink);
  return { name: concept.eventName, attributes, at };
}

/** Epoch milliseconds as OpenTelemetry's pair; plain numbers near zero would be taken for performance timestamps. */
export const hrTime = (epochMs: number): HrTime => [Math.floor(epochMs / 1000), (epochMs % 1000) * 1_000_000];

/** What a caller passes, and how a report is made of it. */
interface Making<O extends object> {
  readonly given: O | undefined;
  readonly make: (options: Partial<O>) => Report;
}

/**
 * Makes a report from options that may be anything. Almost always they are what they should be, so they are copied only
 * when reading them fails.
 */
export function reportOf<O extends object>(warn: Warn, what: string, { given, make }: Making<O>): Report {
  try {
    if (typeof given === 'object' && given !== null) return make(given);
  } catch {
    // Read again below, one option at a time.
  }
  return make(optionsFrom(warn, what, given));
}
