import { readFileSync } from 'node:fs';

import fc from 'fast-check';

import { DecodeError } from './decode-error.js';
import { decodeJson } from './json.js';
import { decodeProtobuf } from './protobuf.js';
import type { DecodedTraces } from './span.js';

/** A hang, not a slow machine: sound inputs of this size take a millisecond. */
const MAX_MILLISECONDS = 10_000;

/** Runs a decoder on anything: it may only answer soundly or throw a DecodeError, and soon. */
function expectCalm(decode: (bytes: Uint8Array) => DecodedTraces, bytes: Uint8Array): void {
  const start = performance.now();
  try {
    for (const { traceId, spanId } of decode(bytes).spans) {
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  expect(performance.now() - start).toBeLessThan(MAX_MILLISECONDS);
}

describe.each([
  { encoding: 'protobuf', decode: decodeProtobuf, file: 'traces.protobuf.bin' },
  { encoding: 'json', decode: decodeJson, file: 'traces.json.bin' },
])('$encoding', ({ decode, file }) => {
  const sound = readFileSync(new URL(`../../test/fixtures/otlp/${file}`, import.meta.url));

  it('stays calm when bytes of a sound request change', () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(changes, (edits) => {
        const bytes = Buffer.from(sound);
        for (const [position, byte] of edits) bytes[position] = byte;
        expectCalm(decode, bytes);
      }),
      { numRuns: 4_000 },
    );
  });

  it('stays calm when pieces of a sound request are cut out, doubled and swapped', () => {
    const place = fc.nat({ max: sound.length });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 5 }), (pieces) => {
        expectCalm(decode, Buffer.concat(pieces.map(([a, b]) => sound.subarray(Math.min(a, b), Math.max(a, b)))));
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays calm on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expectCalm(decode, bytes);
      }),
      { numRuns: 2_000 },
    );
  });
});
