import { decodeProtobuf } from '../bridge/src/decode/protobuf.js';
import type { Span } from '../bridge/src/decode/span.js';
import { normalise } from '../bridge/src/normalise/normalise.js';
import { rowsOf, type Rows } from '../bridge/src/rows/rows.js';
import { blocksOf } from '../bridge/src/store/block.js';
import { decodeWithProtobufjs } from './baseline-decode.js';
import { compare, type Comparison } from './measure.js';
import { plainRowsOf } from './plain-rows.js';
import { takeTurns } from './stopwatch.js';
import type { Workload } from './workload.js';

/** A stage's name, whom it was compared with and what was measured. */
export interface StageResult extends Comparison {
  readonly stage: string;
  readonly baselineIs: string;
}

/** Turns a request's bytes into spans. */
export type Decoder = (body: Buffer) => readonly Span[];

export const ourDecoder: Decoder = (body) => decodeProtobuf(body).spans;
export const baselineDecoder: Decoder = decodeWithProtobufjs;

/** What the bridge would store of a request. */
export function rowsOfBody(decode: Decoder, body: Buffer, tenant = 'bench'): Rows {
  const receivedAt = Date.now();
  return rowsOf(normalise(decode(body), receivedAt), { tenant, receivedAt });
}

/** The bytes of the four inserts, as the bridge sends them. */
const binaryBytes = (body: Buffer): number =>
  blocksOf(rowsOfBody(ourDecoder, body), { tenant: 'bench', receivedAt: Date.now() }).reduce(
    (sum, { bytes }) => sum + bytes.length,
    0,
  );

/** The bytes of the four inserts, as `client.insert` sends them: one JSON object a line. */
function jsonBytes(rows: Readonly<Record<string, readonly object[]>>): number {
  let bytes = 0;
  for (const table of Object.values(rows)) {
    for (const row of table) bytes += Buffer.byteLength(`${JSON.stringify(row)}\n`);
  }
  return bytes;
}

const forEachBody =
  ({ bodies }: Workload, work: (body: Buffer) => unknown) =>
  (): void => {
    for (const body of bodies) work(body);
  };

/** Bytes to spans. */
export async function measureDecode(workload: Workload, rounds: number): Promise<readonly StageResult[]> {
  const { ours, baseline } = await takeTurns({
    spans: workload.spans,
    rounds,
    contenders: { ours: forEachBody(workload, ourDecoder), baseline: forEachBody(workload, baselineDecoder) },
  });
  return [{ stage: 'decode', baselineIs: 'protobufjs to the same spans', ...compare(ours, baseline) }];
}

/** Bytes of a request to bytes of inserts. */
export async function measureRows(workload: Workload, rounds: number): Promise<readonly StageResult[]> {
  const { ours, same, plain } = await takeTurns({
    spans: workload.spans,
    rounds,
    contenders: {
      ours: forEachBody(workload, binaryBytes),
      same: forEachBody(workload, (body) => jsonBytes({ ...rowsOfBody(baselineDecoder, body) })),
      plain: forEachBody(workload, (body) => jsonBytes(plainRowsOf(body, { tenant: 'bench', receivedAt: Date.now() }))),
    },
  });
  return [
    { stage: 'decode to rows', baselineIs: 'protobufjs, our mapping, JSON', ...compare(ours, same) },
    { stage: 'decode to rows', baselineIs: 'protobufjs, plain mapping, JSON', ...compare(ours, plain) },
  ];
}
