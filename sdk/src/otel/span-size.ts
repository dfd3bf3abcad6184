import type { Attributes } from '@opentelemetry/api';
import type { FinishedSpan } from './recorded-span.js';

/** Ids, times and framing of a span or of an event. */
const FRAME_BYTES = 64;

function attributesSize(attributes: Attributes): number {
  let size = 0;
  for (const [key, value] of Object.entries(attributes)) {
    size += key.length + 8;
    if (typeof value === 'string') size += value.length;
    else if (Array.isArray(value)) for (const item of value) size += typeof item === 'string' ? item.length : 8;
  }
  return size;
}

/** About how many bytes a span takes on the wire: near enough to bound memory, cheap enough for every span. */
export function spanSize(span: FinishedSpan): number {
  return span.events.reduce(
    (size, event) => size + FRAME_BYTES + (event.unwrittenBytes ?? attributesSize(event.attributes ?? {})),
    FRAME_BYTES + attributesSize(span.attributes),
  );
}
