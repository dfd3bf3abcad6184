import {
  SpanKind,
  SpanStatusCode,
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  type TimeInput,
} from '@opentelemetry/api';

/** Something that happened during a span. */
export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Attributes;
  /** About how many bytes its attributes will take, while they are still to be written; reading them writes them. */
  readonly unwrittenBytes?: number | undefined;
}

/**
 * A span that has ended, as it goes over the wire. Spans of OpenTelemetry's own SDKs have this shape as well, in every
 * version since 2.0.
 */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: () => SpanContext;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly links: readonly Link[];
  readonly events: readonly SpanEvent[];
  readonly droppedEventsCount: number;
  readonly resource: { readonly attributes: Attributes };
  readonly instrumentationScope: { readonly name: string; readonly version?: string };
}

/** What a span is born with. */
export interface SpanBirth {
  readonly name: string;
  readonly options: SpanOptions;
  readonly spanContext: SpanContext;
  readonly parentSpanContext: SpanContext | undefined;
  readonly resource: FinishedSpan['resource'];
  readonly instrumentationScope: FinishedSpan['instrumentationScope'];
  readonly onEnd: (span: FinishedSpan) => void;
}

/**
 * The most events that one span keeps; past that the oldest go. Ordinary tasks have fewer; of longer ones all but the
 * newest 63 events have left on progress spans by then, so the receiver has them all the same.
 */
const MOST_EVENTS = 1024;
/** OpenTelemetry's own limit: foreign code may find our span active and decorate it without end. */
const MOST_ATTRIBUTES = 128;

const isHrTime = (time: TimeInput): time is HrTime => Array.isArray(time);

function hrTimeOf(time: TimeInput | undefined): HrTime {
  if (time !== undefined && isHrTime(time)) return time;
  const given = Number(time);
  const ms = Number.isFinite(given) ? given : Date.now();
  // As OpenTelemetry has it: so small a number was read from performance.now().
  const epochMs = ms <= performance.now() ? performance.timeOrigin + ms : ms;
  return [Math.floor(epochMs / 1000), Math.round((epochMs % 1000) * 1e6)];
}

const isTime = (given: Attributes | TimeInput | undefined): given is TimeInput =>
  typeof given === 'number' || given instanceof Date || Array.isArray(given);

/** A span that remembers everything until it ends, and then changes no more. */
export class RecordedSpan implements Span, FinishedSpan {
  name: string;
  readonly kind: SpanKind;
  readonly startTime: HrTime;
  endTime: HrTime;
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly events: SpanEvent[] = [];
  droppedEventsCount = 0;
  readonly resource: FinishedSpan['resource'];
  readonly instrumentationScope: FinishedSpan['instrumentationScope'];
  declare readonly parentSpanContext?: SpanContext;
  readonly #spanContext: SpanContext;
  readonly #onEnd: (span: FinishedSpan) => void;
  #attributeCount: number;
  #ended = false;

  constructor({ name, options, spanContext, parentSpanContext, resource, instrumentationScope, onEnd }: SpanBirth) {
    this.name = name;
    this.kind = options.kind ?? SpanKind.INTERNAL;
    this.startTime = hrTimeOf(options.startTime);
    this.endTime = this.startTime;
    this.resource = resource;
    this.instrumentationScope = instrumentationScope;
    if (parentSpanContext !== undefined) this.parentSpanContext = parentSpanContext;
    this.#spanContext = spanContext;
    this.#onEnd = onEnd;
    this.attributes = { ...options.attributes };
    this.#attributeCount = Object.keys(this.attributes).length;
    this.links = [...(options.links ?? [])];
  }

  spanContext(): SpanContext {
    return this.#spanContext;
  }

  isRecording(): boolean {
    return !this.#ended;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (this.#ended) return this;
    if (!Object.hasOwn(this.attributes, key)) {
      if (this.#attributeCount >= MOST_ATTRIBUTES) return this;
      this.#attributeCount += 1;
    }
    this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) this.setAttribute(key, value);
    return this;
  }

  addEvent(name: string, given?: Attributes | TimeInput, at?: TimeInput): this {
    this.addRecord(
      isTime(given)
        ? { name, time: hrTimeOf(given) }
        : { name, time: hrTimeOf(at), ...(given === undefined ? {} : { attributes: given }) },
    );
    return this;
  }

  /** Adds an event as it is. */
  addRecord(event: SpanEvent): void {
    if (this.#ended) return;
    if (this.events.length >= MOST_EVENTS) {
      this.events.shift();
      this.droppedEventsCount += 1;
    }
    this.events.push(event);
  }

  addLink(link: Link): this {
    if (!this.#ended) this.links.push(link);
    return this;
  }

  addLinks(links: readonly Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    // OK is final: whoever said so knows better than a later error.
    if (!this.#ended && status.code !== SpanStatusCode.UNSET && this.status.code !== SpanStatusCode.OK) {
      this.status = status;
    }
    return this;
  }

  updateName(name: string): this {
    if (!this.#ended) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const { name, message, stack } = typeof exception === 'string' ? { message: exception } : exception;
    const attributes = { 'exception.type': name, 'exception.message': message, 'exception.stacktrace': stack };
    this.addEvent('exception', attributes, time);
  }

  end(time?: TimeInput): void {
    if (this.#ended) return;
    this.endTime = hrTimeOf(time);
    this.#ended = true;
    this.#onEnd(this);
  }
}
