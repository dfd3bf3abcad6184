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

/** Epoch milliseconds as OpenTelemetry's pair; plain numbers near zero would be taken for performance timestamps. */
export const hrTime = (epochMs: number): HrTime => [Math.floor(epochMs / 1000), (epochMs % 1000) * 1_000_000];

/** About how many bytes an event takes that is not written yet: names, numbers and one short summary. */
const UNWRITTEN_BYTES = 640;

/**
 * A span event as OpenTelemetry has it. Its attributes are written when they are first read, which is seldom in the middle
 * of the agent's work: writing takes longer than all else that a call here does.
 */
export class EventRecord {
  readonly name: string;
  readonly time: HrTime;
  #attributes: WireAttributes | undefined;
  #unwritten: { readonly report: Report; readonly moment: Moment; readonly ink: Ink } | undefined;

  constructor(report: Report, moment: Moment, ink: Ink) {
    this.name = report.concept.eventName;
    this.time = hrTime(moment.at);
    if (isLasting(report)) this.#unwritten = { report, moment, ink };
    else this.#attributes = writeEvent(report, moment, ink);
  }

  get attributes(): WireAttributes {
    if (this.#unwritten !== undefined) {
      const { report, moment, ink } = this.#unwritten;
      this.#unwritten = undefined;
      this.#attributes = writeEvent(report, moment, ink);
    }
    return this.#attributes ?? {};
  }

  /** About how many bytes its attributes take, if they are not written yet. */
  get unwrittenBytes(): number | undefined {
    return this.#unwritten === undefined ? undefined : UNWRITTEN_BYTES;
  }
}

/** Longer texts are cut at once rather than held. */
const LONG_TEXT = 256;

/** Whether a part of what is reported stays as it is until it is written, and takes little room until then. */
const lasts = (part: unknown): boolean =>
  typeof part === 'string' ? part.length <= LONG_TEXT : typeof part !== 'object' || part === null;

/** Lists and structures are the caller's, who may change them the next moment; so may objects of other kinds. */
const isLasting = ({ value, instead, details }: Report): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  details.tags === undefined &&
  Object.values(value).every(lasts) &&
  (instead === undefined || Object.values(instead).every(lasts));

/** Everything an event says, as attributes. */
function writeEvent({ concept, value, instead, details }: Report, moment: Moment, ink: Ink): WireAttributes {
  const { id, actionId } = moment;
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
  value: Partial<ValueOf<F>>,
  details: EventDetails = {},
): Report => ({ concept, value, instead: undefined, details });

/** What a caller passes, and how a report is made of it. */
interface Making<O extends object> {
  readonly given: O | undefined;
  readonly make: (options: Partial<O>) => Report;
}

/** Makes a report from options that may be anything, and that their owner may change the next moment. */
export const reportOf = <O extends object>(warn: Warn, what: string, { given, make }: Making<O>): Report =>
  make(optionsFrom(warn, what, given));
