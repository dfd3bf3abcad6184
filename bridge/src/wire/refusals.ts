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

const TURNED_AWAY = {
  401: { code: RPC_CODE.unauthenticated, headers: { 'WWW-Authenticate': 'Bearer' } },
  403: { code: RPC_CODE.permissionDenied, headers: {} },
  429: { code: RPC_CODE.resourceExhausted, headers: {} },
} as const;

/** Why a sender is turned away: it is unknown (401), may not do this (403), or sends too much (429). */
export interface TurnedAway {
  readonly status: keyof typeof TURNED_AWAY;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer to a sender that is turned away. */
export function turnedAway({ status, message, headers }: TurnedAway): Refusal {
  const usual = TURNED_AWAY[status];
  return { status, code: usual.code, message, headers: { ...usual.headers, ...headers } };
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
