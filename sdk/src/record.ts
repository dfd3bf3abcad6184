import type { HrTime, Span } from '@opentelemetry/api';
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
import { RecordedSpan } from './otel/recorded-span.js';
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
  /** A copy that nobody else can change, but for the lists and structures in it. */
  readonly value: object;
  readonly details: EventDetails;
}

/** When, where and under which identity something was said. */
export interface Moment {
  readonly id: string;
  /** Whole epoch milliseconds. */
  readonly at: number;
  readonly actionId?: string | undefined;
}

/** Epoch milliseconds as OpenTelemetry's pair; plain numbers near zero would be taken for performance timestamps. */
export const hrTime = (epochMs: number): HrTime => [Math.floor(epochMs / 1000), (epochMs % 1000) * 1_000_000];

/** About how many bytes an event takes that is not written yet: names, numbers and one short summary. */
const UNWRITTEN_BYTES = 640;

/**
 * A span event as OpenTelemetry has it. Its attributes are written when they are first read, which is seldom in the middle
 * of the agent's work: writing takes longer than all else that a call here does.
 */
export class EventRecord {
  readonly #concept: EventConcept;
  readonly #moment: Moment;
  /** Until it is written. */
  #value: object | undefined;
  #details: EventDetails;
  #attributes: WireAttributes | undefined;
  readonly #ink: Ink;

  constructor({ concept, value, details }: Report, moment: Moment, ink: Ink) {
    this.#concept = concept;
    this.#moment = moment;
    this.#value = value;
    this.#details = details;
    this.#ink = ink;
    this.#attributes = isLasting(value, details) ? undefined : this.attributes;
  }

  get name(): string {
    return this.#concept.eventName;
  }

  get time(): HrTime {
    return hrTime(this.#moment.at);
  }

  get attributes(): WireAttributes {
    if (this.#attributes === undefined) {
      const report = { concept: this.#concept, value: this.#value ?? {}, details: this.#details };
      this.#attributes = writeEvent(report, this.#moment, this.#ink);
      this.#value = undefined;
      this.#details = {};
    }
    return this.#attributes;
  }

  /** About how many bytes its attributes take, if they are not written yet. */
  get unwrittenBytes(): number | undefined {
    return this.#attributes === undefined ? UNWRITTEN_BYTES : undefined;
  }
}

/** Longer texts are cut at once rather than held. */
const LONG_TEXT = 256;

/**
 * Whether what is reported stays as it is until it is written, and takes little room until then. Lists and structures are
 * the caller's, who may change them the next moment.
 */
function isLasting(value: object, { summary, tags }: EventDetails): boolean {
  if (tags !== undefined || !lasts(summary)) return false;
  for (const name in value) if (!lasts(Reflect.get(value, name))) return false;
  return true;
}

const lasts = (part: unknown): boolean =>
  typeof part === 'string' ? part.length <= LONG_TEXT : typeof part !== 'object' || part === null;

/** Everything an event says, as attributes. */
function writeEvent({ concept, value, details }: Report, moment: Moment, ink: Ink): WireAttributes {
  const { id, actionId } = moment;
  const attributes: WireAttributes = {};
  // The defaults are made from what survived, so a wrong value can spoil neither the summary nor the tags.
  const kept = {};
  write(attributes, { fields: concept.fields, value, kept }, ink);
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
  return attributes;
}

/** Puts an event on a span: as it is where we record, written out where others do. */
export function addEvent(span: Span, event: EventRecord): void {
  if (span instanceof RecordedSpan) span.addRecord(event);
  else span.addEvent(event.name, event.attributes, event.time);
}

/** Pairs a concept with a value that may still lack some of its fields: that is complained about, and no more. */
export const report = <F extends Fields>(
  concept: EventConcept<F>,
  value: { readonly [K in keyof ValueOf<F>]?: ValueOf<F>[K] | undefined },
  details: EventDetails = {},
): Report => ({ concept, value, details });

/** What a caller passes, and how a report is made of it. */
interface Making<O extends object> {
  readonly given: O | undefined;
  readonly make: (options: Partial<O>) => Report;
}

/** Makes a report from options that may be anything. */
export function reportOf<O extends object>(warn: Warn, what: string, { given, make }: Making<O>): Report {
  try {
    // Almost always they are what they should be.
    if (isPlain(given)) return make(given);
  } catch {
    // Read below, one at a time.
  }
  return make(optionsFrom(warn, what, given));
}

const isPlain = (given: unknown): given is object =>
  typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype;
