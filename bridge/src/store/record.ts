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

/** What was read from the start of a file. */
export interface DecodedRecords {
  readonly blocks: readonly Block[];
  /** How far the file is sound; what follows is half a record, or damaged. */
  readonly soundBytes: number;
}

/** Reads records until the end, or until the first one that is not whole. Never throws, whatever the bytes. */
export function decodeRecords(file: Buffer): DecodedRecords {
  const blocks: Block[] = [];
  let at = 0;
  for (;;) {
    const content = contentAt(file, at);
    const block = content && blockIn(content);
    if (content === undefined || block === undefined) return { blocks, soundBytes: at };
    blocks.push(block);
    at += FRAME_BYTES + content.length;
  }
}

function contentAt(file: Buffer, at: number): Buffer | undefined {
  if (file.length - at < FRAME_BYTES) return undefined;
  const length = file.readUInt32LE(at);
  // A file system may leave zeros where it had not written yet, and zero is the checksum of nothing.
  if (length < HEADER_LENGTH_BYTES || length > file.length - at - FRAME_BYTES) return undefined;
  const content = file.subarray(at + FRAME_BYTES, at + FRAME_BYTES + length);
  return crc32(content) === file.readUInt32LE(at + 4) ? content : undefined;
}

function blockIn(content: Buffer): Block | undefined {
  const headerEnd = HEADER_LENGTH_BYTES + content.readUInt32LE(0);
  if (headerEnd > content.length) return undefined;
  try {
    const header = headerSchema.parse(JSON.parse(content.toString('utf8', HEADER_LENGTH_BYTES, headerEnd)));
    return { ...header, bytes: content.subarray(headerEnd) };
  } catch {
    return undefined;
  }
}
