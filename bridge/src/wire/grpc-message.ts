import type { ServerHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { ClientGone, collect, inflate, inflaterOf, type Room } from './body.js';
import { Refused, RPC_CODE } from './refusal.js';

/** Before each message: whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

const notOneMessage = (): Refused =>
  new Refused({ status: 400, code: RPC_CODE.invalidArgument, message: 'The request is not one gRPC message.' });

/**
 * Reads the one message of a unary call, inflated. Size and memory are limited as those of an HTTP body.
 *
 * @throws Refused; ClientGone
 */
export async function readMessage(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { maxBytes, share }: Room,
): Promise<Buffer> {
  const coding = headers['grpc-encoding'];
  const inflaterFor = inflaterOf(typeof coding === 'string' ? coding : undefined);
  const body = await collect(stream, { maxBytes: maxBytes + PREFIX_BYTES, share });
  if (stream.aborted) throw new ClientGone('The sender gave its call up.');
  if (body.length < PREFIX_BYTES || body.readUInt32BE(1) !== body.length - PREFIX_BYTES) throw notOneMessage();
  const message = body.subarray(PREFIX_BYTES);
  const isCompressed = body.readUInt8(0) !== 0;
  if (!isCompressed) return message;
  if (inflaterFor === undefined) throw notOneMessage();
  return inflate(message, inflaterFor, { maxBytes, share });
}

/** A message as it is sent: not compressed, since answers are a few bytes. */
export function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
