import type { Attributes, AttributeValue, HrTime, Link, SpanContext } from '@opentelemetry/api';
import { ProtobufWriter, readFields } from './protobuf.js';
import type { FinishedSpan, SpanEvent } from './recorded-span.js';

// The trace messages of OTLP 1.x. Field numbers are the standard's (opentelemetry-proto); a message is written from its
// last field to its first.

/** Says that the flags tell whether the parent is in another process. */
const KNOWS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** A time as OTLP has it. */
export const nanoseconds = ([seconds, nanos]: HrTime): bigint =>
  // A broken time of foreign code must not cost the batch.
  BigInt(Math.trunc(seconds) || 0) * 1_000_000_000n + BigInt(Math.trunc(nanos) || 0);

/** What OTLP says of a span or link beside its ids. */
export const flagsOf = (context: SpanContext, parent = context): number =>
  (context.traceFlags & 0xff) | KNOWS_REMOTE | (parent.isRemote === true ? IS_REMOTE : 0);

type Scalar = string | number | boolean;
const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function backwards<T>(items: readonly T[], write: (item: T) => void): void {
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (item !== undefined) write(item);
  }
}

/** Writes spans as one `ExportTraceServiceRequest`. Those that follow each other in one resource and scope share it. */
export function encodeRequest(spans: readonly FinishedSpan[]): Uint8Array {
  const out = new ProtobufWriter();

  const scalar = (value: Scalar): void => {
    if (typeof value === 'string') out.string(1, value);
    else if (typeof value === 'boolean') out.bool(2, value);
    else if (Number.isSafeInteger(value)) out.int(3, value);
    else out.double(4, value);
  };
  const anyValue = (field: number, value: AttributeValue): void => {
    out.message(field, () => {
      if (isScalar(value)) scalar(value);
      else {
        out.message(5, () => {
          backwards<unknown>(value, (item) => {
            out.message(1, () => {
              if (isScalar(item)) scalar(item);
            });
          });
        });
      }
    });
  };
  const attributes = (field: number, given: Attributes): void => {
    backwards(Object.entries(given), ([key, value]) => {
      // Foreign code may have set what the types forbid.
      if (value === undefined || (!isScalar(value) && !Array.isArray(value))) return;
      out.message(field, () => {
        anyValue(2, value);
        out.string(1, key);
      });
    });
  };
  const event = ({ name, time, attributes: given }: SpanEvent): void => {
    out.message(11, () => {
      if (given !== undefined) attributes(3, given);
      out.string(2, name);
      out.fixed64(1, nanoseconds(time));
    });
  };
  const ids = ({ traceId, spanId, traceState }: SpanContext): void => {
    const state = traceState?.serialize();
    if (state) out.string(3, state);
    out.hex(2, spanId);
    out.hex(1, traceId);
  };
  const link = ({ context, attributes: given }: Link): void => {
    out.message(13, () => {
      out.fixed32(6, flagsOf(context));
      if (given !== undefined) attributes(4, given);
      ids(context);
    });
  };
  const span = (one: FinishedSpan): void => {
    const context = one.spanContext();
    out.fixed32(16, flagsOf(context, one.parentSpanContext));
    out.message(15, () => {
      out.int(3, one.status.code);
      if (one.status.message) out.string(2, one.status.message);
    });
    backwards(one.links, link);
    if (one.droppedEventsCount > 0) out.int(12, one.droppedEventsCount);
    backwards(one.events, event);
    attributes(9, one.attributes);
    out.fixed64(8, nanoseconds(one.endTime));
    out.fixed64(7, nanoseconds(one.startTime));
    out.int(6, one.kind + 1); // OTLP begins with "unspecified"
    out.string(5, one.name);
    if (one.parentSpanContext !== undefined) out.hex(4, one.parentSpanContext.spanId);
    ids(context);
  };

  backwards(groupsOf(spans), (group) => {
    out.message(1, () => {
      out.message(2, () => {
        backwards(group.spans, (one) => {
          out.message(2, () => {
            span(one);
          });
        });
        out.message(1, () => {
          const { name, version } = group.scope;
          if (version !== undefined) out.string(2, version);
          out.string(1, name);
        });
      });
      out.message(1, () => {
        attributes(1, group.resource.attributes);
      });
    });
  });
  return out.finish();
}

/** Spans that share a resource and a scope. */
export interface Group {
  readonly resource: FinishedSpan['resource'];
  readonly scope: FinishedSpan['instrumentationScope'];
  readonly spans: FinishedSpan[];
}

/** Spans in order, those that follow each other in one resource and scope together. */
export function groupsOf(spans: readonly FinishedSpan[]): readonly Group[] {
  const groups: Group[] = [];
  for (const span of spans) {
    const { resource, instrumentationScope: scope } = span;
    const last = groups.at(-1);
    if (last?.resource === resource && last.scope === scope) last.spans.push(span);
    else groups.push({ resource, scope, spans: [span] });
  }
  return groups;
}

/** What a receiver says about a request that it has accepted. */
export interface PartialSuccess {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}

/** Reads an `ExportTraceServiceResponse`. Throws if it is damaged. */
export function decodeResponse(body: Uint8Array): PartialSuccess {
  let rejectedSpans = 0;
  let errorMessage = '';
  for (const { field, value } of readFields(body)) {
    if (field !== 1 || typeof value === 'number') continue;
    for (const told of readFields(value)) {
      if (told.field === 1 && typeof told.value === 'number') rejectedSpans = told.value;
      if (told.field === 2 && typeof told.value !== 'number') errorMessage = Buffer.from(told.value).toString();
    }
  }
  return { rejectedSpans, errorMessage };
}
