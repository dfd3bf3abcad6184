import fc, { type Arbitrary } from 'fast-check';
import { DecodeError } from '../../src/decode/decode-error.js';
import { decodeJson } from '../../src/decode/json.js';
import { decodeJsonLogs } from '../../src/decode/json-logs.js';
import type { DecodedLogs } from '../../src/decode/log-record.js';
import { decodeProtobuf } from '../../src/decode/protobuf.js';
import { decodeProtobufLogs } from '../../src/decode/protobuf-logs.js';
import type { DecodedTraces } from '../../src/decode/span.js';
import type { Facts } from '../../src/normalise/facts.js';
import { normalise } from '../../src/normalise/normalise.js';
import { normaliseLogs } from '../../src/normalise/normalise-logs.js';
import { createPricing } from '../../src/prices/pricing.js';
import { rowsOf } from '../../src/rows/rows.js';
import { blocksOf } from '../../src/store/block.js';
import { damaged, misvalued } from './damaged.js';
import { RECORDINGS } from './recordings.js';

/** How much is tried, and from where chance begins. */
export interface Effort {
  readonly inputs: number;
  readonly seed: number;
}

/** What came of the inputs of one decoder. */
export interface DecoderCounts {
  /** Inputs that were refused as a whole. */
  readonly refused: number;
  /** Spans or log records that came through. */
  readonly kept: number;
  /** Those that were left out. */
  readonly unsound: number;
  readonly rows: number;
  readonly slowestMs: number;
}

/** A hang, not a slow machine: sound inputs of this size take a millisecond. */
const HANG_MS = 10_000;
/** The recordings are old; this is a moment at which the bridge still takes them. */
const NOW = Date.parse('2026-02-01T00:00:00Z');

/** What is left of a request, and what it says. */
interface Left {
  /** Its spans or log records. */
  readonly kept: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly rejected: readonly { readonly count: number }[];
  readonly facts: (now: number) => Facts;
  /** Its own moment, so that what survives is not refused for its age. */
  readonly now: number;
}

interface Subject {
  readonly decode: (bytes: Uint8Array) => Left;
  /** What the two ids of something sound look like. */
  readonly ids: RegExp;
  readonly inputs: Arbitrary<Buffer>;
}

const momentOf = (nanoseconds: bigint | undefined): number =>
  nanoseconds === undefined ? NOW : Number(nanoseconds / 1_000_000n);

const ofSpans = ({ spans, rejected }: DecodedTraces): Left => ({
  kept: spans,
  rejected,
  facts: (now) => normalise(spans, now),
  now: momentOf(spans[0]?.startTimeUnixNano),
});

const ofRecords = ({ records, rejected }: DecodedLogs): Left => ({
  kept: records,
  rejected,
  facts: (now) => normaliseLogs(records, now),
  now: momentOf(records[0]?.timeUnixNano),
});

/** A span has both ids; a log record may have none. */
const OF_SPANS = /^[0-9a-f]{32} [0-9a-f]{16}$/;
const OF_RECORDS = /^([0-9a-f]{32})? ([0-9a-f]{16})?$/;

const misvaluedOrDamaged = (sound: readonly Buffer[]): Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...sound).chain(misvalued) },
    { weight: 1, arbitrary: damaged(sound) },
  );

/** The decoders, and what each is given. */
export const DECODERS: Readonly<Record<keyof typeof RECORDINGS, Subject>> = {
  'spans in protobuf': {
    decode: (bytes) => ofSpans(decodeProtobuf(bytes)),
    ids: OF_SPANS,
    inputs: damaged(RECORDINGS['spans in protobuf']),
  },
  'spans in JSON': {
    decode: (bytes) => ofSpans(decodeJson(bytes)),
    ids: OF_SPANS,
    inputs: misvaluedOrDamaged(RECORDINGS['spans in JSON']),
  },
  'logs in protobuf': {
    decode: (bytes) => ofRecords(decodeProtobufLogs(bytes)),
    ids: OF_RECORDS,
    inputs: damaged(RECORDINGS['logs in protobuf']),
  },
  'logs in JSON': {
    decode: (bytes) => ofRecords(decodeJsonLogs(bytes)),
    ids: OF_RECORDS,
    inputs: misvaluedOrDamaged(RECORDINGS['logs in JSON']),
  },
};

const PRICING = createPricing();

/**
 * Decodes damaged requests and takes what is left of each on to the bytes of its inserts: an input may be refused in the
 * decoder's own words, or go all the way.
 *
 * @throws {Error} for anything else, with the smallest input that shows it and the seed
 */
export function fuzzDecoder({ decode, ids, inputs }: Subject, effort: Effort): DecoderCounts {
  let [refused, kept, unsound, rows, slowestMs] = [0, 0, 0, 0, 0];
  fc.assert(
    fc.property(inputs, (bytes) => {
      const start = performance.now();
      try {
        const left = decode(bytes);
        for (const { traceId, spanId } of left.kept) {
          if (!ids.test(`${traceId} ${spanId}`)) throw new Error('ids that are none came through');
        }
        const arrival = { tenant: 'fuzz', receivedAt: left.now };
        const blocks = blocksOf(rowsOf(left.facts(left.now), arrival, PRICING), arrival);
        kept += left.kept.length;
        unsound += left.rejected.reduce((sum, { count }) => sum + count, 0);
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
  return { refused, kept, unsound, rows, slowestMs };
}
