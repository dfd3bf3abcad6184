import fc, { type Arbitrary } from 'fast-check';
import { DecodeError } from '../../src/decode/decode-error.js';
import { decodeJson } from '../../src/decode/json.js';
import { decodeProtobuf } from '../../src/decode/protobuf.js';
import type { DecodedTraces, Span } from '../../src/decode/span.js';
import { normalise } from '../../src/normalise/normalise.js';
import { rowsOf } from '../../src/rows/rows.js';
import { blocksOf } from '../../src/store/block.js';
import { damaged, misvalued } from './damaged.js';
import { JSON_RECORDING, PROTOBUF_RECORDINGS } from './recordings.js';

/** How much is tried, and from where chance begins. */
export interface Effort {
  readonly inputs: number;
  readonly seed: number;
}

/** What came of the inputs of one decoder. */
export interface DecoderCounts {
  /** Inputs that were refused as a whole. */
  readonly refused: number;
  readonly spans: number;
  /** Spans that were left out. */
  readonly unsound: number;
  readonly rows: number;
  readonly slowestMs: number;
}

/** A hang, not a slow machine: sound inputs of this size take a millisecond. */
const HANG_MS = 10_000;
/** The recordings are old; this is a moment at which the bridge still takes them. */
const NOW = Date.parse('2026-02-01T00:00:00Z');

interface Subject {
  readonly decode: (bytes: Uint8Array) => DecodedTraces;
  readonly inputs: Arbitrary<Buffer>;
}

/** The decoders, and what each is given. */
export const DECODERS: Readonly<Record<'protobuf' | 'json', Subject>> = {
  protobuf: { decode: decodeProtobuf, inputs: damaged(PROTOBUF_RECORDINGS) },
  json: {
    decode: decodeJson,
    inputs: fc.oneof(
      { weight: 2, arbitrary: misvalued(JSON_RECORDING) },
      { weight: 1, arbitrary: damaged([JSON_RECORDING]) },
    ),
  },
};

/** The moment of the newest span, so that what survives is not refused for its age. */
const momentOf = (spans: readonly Span[]): number => {
  const [first] = spans;
  return first === undefined ? NOW : Number(first.startTimeUnixNano / 1_000_000n);
};

function expectSound({ spans }: DecodedTraces): void {
  for (const { traceId, spanId } of spans) {
    if (!/^[0-9a-f]{32}$/.test(traceId)) throw new Error(`a trace id of ${traceId.length} characters came through`);
    if (!/^[0-9a-f]{16}$/.test(spanId)) throw new Error(`a span id of ${spanId.length} characters came through`);
  }
}

/**
 * Decodes damaged requests and takes what is left of each on to the bytes of its inserts: an input may be refused in the
 * decoder's own words, or go all the way.
 *
 * @throws {Error} for anything else, with the smallest input that shows it and the seed
 */
export function fuzzDecoder({ decode, inputs }: Subject, effort: Effort): DecoderCounts {
  let [refused, spans, unsound, rows, slowestMs] = [0, 0, 0, 0, 0];
  fc.assert(
    fc.property(inputs, (bytes) => {
      const start = performance.now();
      try {
        const decoded = decode(bytes);
        expectSound(decoded);
        const now = momentOf(decoded.spans);
        const arrival = { tenant: 'fuzz', receivedAt: now };
        const blocks = blocksOf(rowsOf(normalise(decoded.spans, now), arrival), arrival);
        spans += decoded.spans.length;
        unsound += decoded.rejected.reduce((sum, { count }) => sum + count, 0);
        rows += blocks.reduce((sum, { ends }) => sum + ends.length, 0);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        refused += 1;
      }
      const took = performance.now() - start;
      slowestMs = Math.max(slowestMs, took);
      if (took > HANG_MS) throw new Error(`an input of ${bytes.length} bytes took ${Math.round(took)} ms`);
    }),
    { numRuns: effort.inputs, seed: effort.seed },
  );
  return { refused, spans, unsound, rows, slowestMs };
}
