import { DecodeError } from '../decode/decode-error.js';
import { Refused, RPC_CODE, type Refusal } from './refusal.js';
import { Unavailable } from './unavailable.js';

const RETRY_AFTER_SECONDS = '5';

/** Not 500: senders retry 503 and give the data up after a 500. */
const NOT_NOW: Refusal = {
  status: 503,
  code: RPC_CODE.unavailable,
  message: 'The request could not be kept; try again.',
  headers: { 'Retry-After': RETRY_AFTER_SECONDS },
};

/** The request is neither protobuf nor JSON by its Content-Type. */
export const WRONG_CONTENT_TYPE: Refusal = {
  status: 415,
  code: RPC_CODE.invalidArgument,
  message: 'The Content-Type is neither application/x-protobuf nor application/json.',
};

/** A method that the path does not have. */
export function methodNotAllowed(allowed: string): Refusal {
  return {
    status: 405,
    code: RPC_CODE.unimplemented,
    message: `OTLP is sent by POST; this path allows ${allowed}.`,
    headers: { Allow: allowed },
  };
}

/** The sender is unknown (401) or may not do this (403). */
export function turnedAway(status: 401 | 403, message: string): Refusal {
  if (status === 403) return { status, code: RPC_CODE.permissionDenied, message };
  return { status, code: RPC_CODE.unauthenticated, message, headers: { 'WWW-Authenticate': 'Bearer' } };
}

/** How a failure is answered, and whether it was unexpected and belongs in our log. */
export function refusalOf(error: unknown): { readonly refusal: Refusal; readonly isOurFault: boolean } {
  if (error instanceof Refused) return { refusal: error.refusal, isOurFault: false };
  if (error instanceof DecodeError) {
    const refusal: Refusal = { status: 400, code: RPC_CODE.invalidArgument, message: error.message };
    return { refusal, isOurFault: false };
  }
  if (error instanceof Unavailable) {
    const headers = { 'Retry-After': error.retryAfterSeconds.toString() };
    return { refusal: { ...NOT_NOW, message: error.message, headers }, isOurFault: false };
  }
  return { refusal: NOT_NOW, isOurFault: true };
}
