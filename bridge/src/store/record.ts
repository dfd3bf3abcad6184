import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Block } from './block.js';

/** Length and CRC-32 of what follows, as two little-endian 32-bit numbers. */
const FRAME_BYTES = 8;
/** Length of the header, before it. */
const HEADER_LENGTH_BYTES = 4;

const headerSchema = z.object({
  statement: z.string(),
  tenant: z.string(),
  receivedAt: z.number(),
  ends: z.array(z.number()),
});

/** A block as it stands in the spool: length, checksum, length of the header, header as JSON, rows. */
export function encodeRecord({ statement, tenant, receivedAt, ends, bytes }: Block): Buffer {
  const header = Buffer.from(JSON.stringify({ statement, tenant, receivedAt, ends }));
  const record = Buffer.allocUnsafe(FRAME_BYTES + HEADER_LENGTH_BYTES + header.length + bytes.length);
  record.writeUInt32LE(header.length, FRAME_BYTES);
  header.copy(record, FRAME_BYTES + HEADER_LENGTH_BYTES);
  bytes.copy(record, FRAME_BYTES + HEADER_LENGTH_BYTES + header.length);
  const content = record.subarray(FRAME_BYTES);
  record.writeUInt32LE(content.length, 0);
  record.writeUInt32LE(crc32(content), 4);
  return record;
}

/** What was read from a file. */
export interface DecodedRecords {
  readonly blocks: readonly Block[];
  /** How many bytes sound records take. */
  readonly soundBytes: number;
  /** Where the last sound record ends; what follows is half a record, or damaged. */
  readonly end: number;
}

/** Reads all records that are sound. Never throws, whatever the bytes. */
export function decodeRecords(file: Buffer): DecodedRecords {
  const blocks: Block[] = [];
  let soundBytes = 0;
  let end = 0;
  let at = 0;
  for (let length = lengthAt(file, at); length !== undefined; length = lengthAt(file, at)) {
    const from = at + FRAME_BYTES;
    const block = soundBlock(file.subarray(from, from + length), file.readUInt32LE(at + 4));
    at = from + length;
    if (block === undefined) continue;
    blocks.push(block);
    soundBytes += FRAME_BYTES + length;
    end = at;
  }
  return { blocks, soundBytes, end };
}

/** How long a record says it is; undefined where none can begin. */
function lengthAt(file: Buffer, at: number): number | undefined {
  if (file.length - at < FRAME_BYTES) return undefined;
  const length = file.readUInt32LE(at);
  // A file system may leave zeros where it had not written yet, and zero is the checksum of nothing.
  return length < HEADER_LENGTH_BYTES || length > file.length - at - FRAME_BYTES ? undefined : length;
}

function soundBlock(content: Buffer, checksum: number): Block | undefined {
  if (crc32(content) !== checksum) return undefined;
  const headerEnd = HEADER_LENGTH_BYTES + content.readUInt32LE(0);
  if (headerEnd > content.length) return undefined;
  try {
    const header = headerSchema.parse(JSON.parse(content.toString('utf8', HEADER_LENGTH_BYTES, headerEnd)));
    return { ...header, bytes: content.subarray(headerEnd) };
  } catch {
    return undefined;
  }
}
