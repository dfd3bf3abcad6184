import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib';

import type { Share } from './memory.js';
import { Refused, RPC_CODE } from './refusal.js';

/** The sender went away before its request was complete: there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

const ACCEPTED_CODINGS = 'gzip, deflate, identity';

/** How large a body may be, and the memory that it takes. */
export interface Room {
  /** The largest body, both as sent and inflated. */
  readonly maxBytes: number;
  readonly share: Share;
}

/**
 * Reads and, when compressed, inflates a request's body. Both the compressed and the inflated size are limited, so
 * that a small bomb cannot become a large one, and memory is asked for before it is used.
 *
 * @throws Refused with 413, 415, 400 or 503; ClientGone
 */
export async function readBody(request: IncomingMessage, room: Room): Promise<Buffer> {
  const inflaterFor = inflaterOf(request.headers['content-encoding']);
  const body = await collect(request, room, Number(request.headers['content-length'] ?? 0));
  return inflaterFor === undefined ? body : inflate(body, inflaterFor, room);
}

/** Makes what inflates a body, once the body is there. */
type InflaterFor = (body: Buffer) => Duplex;

/**
 * Inflates a body, as far as there is room.
 *
 * @throws Refused with 413, 400 or 503
 */
export async function inflate(body: Buffer, inflaterFor: InflaterFor, { maxBytes, share }: Room): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    await pipeline([body], inflaterFor(body), async (inflated: AsyncIterable<Buffer>) => {
      for await (const chunk of inflated) {
        size += chunk.length;
        if (size > maxBytes) throw tooLarge(maxBytes, 'inflated');
        share.take(chunk.length);
        chunks.push(chunk);
      }
    });
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused({
      status: 400,
      code: RPC_CODE.invalidArgument,
      message: 'The body is not what its Content-Encoding says.',
    });
  }
  return Buffer.concat(chunks, size);
}

/**
 * What inflates bodies of a coding; undefined for those that are as they are.
 *
 * @throws Refused with 415
 */
export function inflaterOf(contentEncoding: string | undefined): InflaterFor | undefined {
  const coding = (contentEncoding ?? '').trim().toLowerCase();
  switch (coding) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return () => createGunzip();
    case 'deflate':
      return eitherInflater;
    default:
      throw new Refused({
        status: 415,
        code: RPC_CODE.invalidArgument,
        message: `The Content-Encoding is not one of ${ACCEPTED_CODINGS}.`,
        headers: { 'Accept-Encoding': ACCEPTED_CODINGS },
      });
  }
}

/** "deflate" means zlib's format, but some senders leave its two header bytes out. */
function eitherInflater(body: Buffer): Duplex {
  const hasHeader = body.length >= 2 && (body.readUInt8(0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
  return hasHeader ? createInflate() : createInflateRaw();
}

/**
 * Reads a stream to its end, as far as there is room.
 *
 * @param declaredBytes how much the sender says that it sends; 0 when it does not say
 * @throws Refused with 413 or 503; ClientGone
 */
export function collect(request: Readable, { maxBytes, share }: Room, declaredBytes = 0): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = (reason: unknown): void => {
      request.removeListener('data', take);
      // The rest is read and thrown away: were it left in the socket, the sender might see a reset and no answer.
      request.resume();
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      try {
        if (size > maxBytes) throw tooLarge(maxBytes, 'sent');
        share.take(chunk.length);
        chunks.push(chunk);
      } catch (reason) {
        refuse(reason);
      }
    };
    const leave = (): void => {
      reject(new ClientGone('The sender closed the connection before the end of its request.'));
    };
    request.on('error', leave);
    request.on('close', leave);
    request.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    if (declaredBytes > maxBytes) refuse(tooLarge(maxBytes, 'sent'));
    else request.on('data', take);
  });
}

function tooLarge(maxBytes: number, how: 'sent' | 'inflated'): Refused {
  const message = `The body is larger than ${maxBytes} bytes when ${how}; send smaller batches.`;
  return new Refused({ status: 413, code: RPC_CODE.resourceExhausted, message });
}
