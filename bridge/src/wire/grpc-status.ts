import type { Refusal } from './refusal.js';
import { integerField, messageField, stringField } from './protobuf-writer.js';

// Field numbers of google.rpc.Status, google.protobuf.Any, google.rpc.RetryInfo and google.protobuf.Duration.
const STATUS_CODE = 1;
const STATUS_MESSAGE = 2;
const STATUS_DETAILS = 3;
const ANY_TYPE = 1;
const ANY_VALUE = 2;
const RETRY_DELAY = 1;
const DURATION_SECONDS = 1;

const RETRY_INFO_TYPE = 'type.googleapis.com/google.rpc.RetryInfo';
/** A message travels in headers, which clients limit to a few kilobytes. In characters. */
const MAX_MESSAGE = 500;

/** Escapes what a header cannot carry, and nothing else: clients do not decode more. */
const escaped = (text: string): string => text.toWellFormed().replaceAll(/[^ -$&-~]+/g, encodeURIComponent);

/** Says that, and when, the sender may try again: without it, OTLP gives up what met RESOURCE_EXHAUSTED. */
function retryInfo(seconds: number): Buffer {
  const delay = messageField(RETRY_DELAY, integerField(DURATION_SECONDS, seconds));
  return messageField(
    STATUS_DETAILS,
    Buffer.concat([stringField(ANY_TYPE, RETRY_INFO_TYPE), messageField(ANY_VALUE, delay)]),
  );
}

/** A refusal as gRPC's trailers tell it: code, message, and a google.rpc.Status with both and when to come back. */
export function statusTrailers({ code, message, headers = {} }: Refusal): Readonly<Record<string, string>> {
  const text = message.slice(0, MAX_MESSAGE);
  const { 'Retry-After': retryAfter, ...others } = headers;
  const status = Buffer.concat([
    integerField(STATUS_CODE, code),
    stringField(STATUS_MESSAGE, text),
    ...(retryAfter === undefined ? [] : [retryInfo(Number(retryAfter))]),
  ]);
  return {
    ...others,
    'grpc-status': String(code),
    'grpc-message': escaped(text),
    'grpc-status-details-bin': status.toString('base64'),
  };
}
