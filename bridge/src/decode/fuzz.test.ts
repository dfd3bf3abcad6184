import { readFileSync } from 'node:fs';

import fc from 'fast-check';

import { DecodeError } from './decode-error.js';
import { decodeJson } from './json.js';
import { decodeJsonLogs } from './json-logs.js';
import { decodeProtobuf } from './protobuf.js';
import { decodeProtobufLogs } from './protobuf-logs.js';

/** A hang, not a slow machine: sound inputs of this size take a millisecond. */
const MAX_MILLISECONDS = 10_000;

interface Ids {
  readonly traceId: string;
  readonly spanId: string;
}
type Decode = (bytes: Uint8Array) => readonly Ids[];

/** Runs a decoder on anything: it may only answer soundly or throw a DecodeError, and soon. */
function expectCalm(decode: Decode, soundIds: RegExp, bytes: Uint8Array): void {
  const start = performance.now();
  try {
    for (const { traceId, spanId } of decode(bytes)) expect(`${traceId} ${spanId}`).toMatch(soundIds);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
  expect(performance.now() - start).toBeLessThan(MAX_MILLISECONDS);
}

const spansOf = ({ spans }: { readonly spans: readonly Ids[] }): readonly Ids[] => spans;
const recordsOf = ({ records }: { readonly records: readonly Ids[] }): readonly Ids[] => records;
/** A span has both ids; a log record may have none. */
const SPAN = /^[0-9a-f]{32} [0-9a-f]{16}$/;
const RECORD = /^([0-9a-f]{32})? ([0-9a-f]{16})?$/;

describe.each<{ what: string; file: string; decode: Decode; ids: RegExp }>([
  { what: 'spans in protobuf', file: 'otlp/traces.protobuf', decode: (it) => spansOf(decodeProtobuf(it)), ids: SPAN },
  { what: 'spans in JSON', file: 'otlp/traces.json', decode: (it) => spansOf(decodeJson(it)), ids: SPAN },
  {
    what: 'logs in protobuf',
    file: 'dialects/claude-code-traced.logs',
    decode: (it) => recordsOf(decodeProtobufLogs(it)),
    ids: RECORD,
  },
  {
    what: 'logs in JSON',
    file: 'dialects/claude-code-json.logs',
    decode: (it) => recordsOf(decodeJsonLogs(it)),
    ids: RECORD,
  },
])('$what', ({ file, decode, ids }) => {
  const sound = readFileSync(new URL(`../../test/fixtures/${file}.bin`, import.meta.url));

  it('stays calm when bytes of a sound request change', () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(changes, (edits) => {
        const bytes = Buffer.from(sound);
        for (const [position, byte] of edits) bytes[position] = byte;
        expectCalm(decode, ids, bytes);
      }),
      { numRuns: 4_000 },
    );
  });

  it('stays calm when pieces of a sound request are cut out, doubled and swapped', () => {
    const place = fc.nat({ max: sound.length });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 5 }), (pieces) => {
        expectCalm(decode, ids, Buffer.concat(pieces.map(([a, b]) => sound.subarray(Math.min(a, b), Math.max(a, b)))));
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays calm on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expectCalm(decode, ids, bytes);
      }),
      { numRuns: 2_000 },
    );
  });
});
