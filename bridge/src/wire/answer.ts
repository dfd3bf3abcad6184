import type { Encoding } from './encoding.js';
import { integerField, messageField, stringField } from './protobuf-writer.js';
import type { RpcCode } from './refusal.js';

/** Clients read at most 4 MiB of an answer, and people far less. In characters. */
const MAX_MESSAGE = 4_000;

// Field numbers of Export*ServiceResponse, which are the same for all signals, and of google.rpc.Status.
const RESPONSE_PARTIAL_SUCCESS = 1;
const PARTIAL_REJECTED = 1;
const PARTIAL_MESSAGE = 2;
const STATUS_CODE = 1;
const STATUS_MESSAGE = 2;

/** The name of the field that says how many were rejected: the only difference between the signals. */
export type RejectedField = 'rejectedSpans' | 'rejectedDataPoints' | 'rejectedLogRecords';

/** What became of a request that was taken. */
export interface Outcome {
  readonly rejected: number;
  /** Why some were rejected, and what else the sender should know. */
  readonly messages: readonly string[];
}

/** Body of a 200. Partial success stays unset when all is well, as clients log whatever they find there. */
export function encodeSuccess(encoding: Encoding, field: RejectedField, { rejected, messages }: Outcome): Buffer {
  const isWhole = rejected === 0 && messages.length === 0;
  const errorMessage = shorten(messages.join('; '));
  switch (encoding) {
    case 'protobuf': {
      const partial = [integerField(PARTIAL_REJECTED, rejected), stringField(PARTIAL_MESSAGE, errorMessage)];
      return isWhole ? Buffer.alloc(0) : messageField(RESPONSE_PARTIAL_SUCCESS, Buffer.concat(partial));
    }
    case 'json':
      // 64-bit integers are strings in protobuf's JSON.
      return json(isWhole ? {} : { partialSuccess: { [field]: rejected.toString(), errorMessage } });
  }
}

/** A google.rpc.Status: body of every answer that is not a 200. */
export function encodeStatus(encoding: Encoding, code: RpcCode, message: string): Buffer {
  const text = shorten(message);
  switch (encoding) {
    case 'protobuf':
      return Buffer.concat([integerField(STATUS_CODE, code), stringField(STATUS_MESSAGE, text)]);
    case 'json':
      return json({ code, message: text });
  }
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function shorten(message: string): string {
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
}
