import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw, type InputType, type ZlibOptions } from 'node:zlib';

import { Refused, RPC_CODE } from './refusal.js';

/** The sender went away before its request was complete: there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

type Inflate = (body: InputType, options: ZlibOptions) => Promise<Buffer>;

const gunzipAsync: Inflate = promisify(gunzip);
const inflateAsync: Inflate = promisify(inflate);
const inflateRawAsync: Inflate = promisify(inflateRaw);

const ACCEPTED_CODINGS = 'gzip, deflate, identity';

/**
 * Reads and, when compressed, inflates a request's body. Both the compressed and the inflated size are limited, so
 * that a small bomb cannot become a large one.
 *
 * @throws Refused with 413, 415 or 400; ClientGone
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const inflateBody = inflaterOf(request.headers['content-encoding']);
  const body = await collect(request, maxBytes);
  if (inflateBody === undefined) return body;
  try {
    return await inflateBody(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (isCoded(error) && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes, 'inflated');
    throw new Refused({
      status: 400,
      code: RPC_CODE.invalidArgument,
      message: 'The body is not what its Content-Encoding says.',
    });
  }
}

function inflaterOf(contentEncoding: string | undefined): Inflate | undefined {
  const coding = (contentEncoding ?? '').trim().toLowerCase();
  switch (coding) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return gunzipAsync;
    case 'deflate':
      return inflateEither;
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
function inflateEither(body: InputType, options: ZlibOptions): Promise<Buffer> {
  const hasHeader =
    Buffer.isBuffer(body) && body.length >= 2 && (body.readUInt8(0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
  return hasHeader ? inflateAsync(body, options) : inflateRawAsync(body, options);
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = (): void => {
      request.removeListener('data', take);
      // The rest is read and thrown away: were it left in the socket, the sender might see a reset and no answer.
      request.resume();
      reject(tooLarge(maxBytes, 'sent'));
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxBytes) refuse();
      else chunks.push(chunk);
    };
    const leave = (): void => {
      reject(new ClientGone('The sender closed the connection before the end of its request.'));
    };
    request.on('error', leave);
    request.on('close', leave);
    request.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) refuse();
    else request.on('data', take);
  });
}

function tooLarge(maxBytes: number, how: 'sent' | 'inflated'): Refused {
  const message = `The body is larger than ${maxBytes} bytes when ${how}; send smaller batches.`;
  return new Refused({ status: 413, code: RPC_CODE.resourceExhausted, message });
}

function isCoded(error: unknown): error is { readonly code: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
