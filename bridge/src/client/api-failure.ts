import type { ApiError } from '@hiveboard/sdk/contract';

/** The word for an answer that is no bridge's: something else listens at the address. */
const UNEXPECTED = 'unexpected_answer';

const isApiError = (body: unknown): body is ApiError =>
  typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string' && 'message' in body;

/** A question that a bridge answered with an error. */
export class ApiFailure extends Error implements ApiError {
  override readonly name = 'ApiFailure';
  /** The error's word, such as `invalid_parameter`; `unexpected_answer` when what answered is no bridge. */
  readonly error: string;
  /** The HTTP status. */
  readonly status: number;
  /** What is known beside, such as the `parameter` that is wrong. */
  readonly details: ApiError['details'];
  /** After how many seconds to try again, where the bridge says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor({ error, message, status, details }: ApiError, retryAfterSeconds?: number) {
    super(message);
    this.error = error;
    this.status = status;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The failure that an answer stands for; `body` is what its JSON says, or undefined for an answer without any. */
  static of({ status, headers }: Pick<Response, 'status' | 'headers'>, body: unknown): ApiFailure {
    const message = `The address answered ${status}, and not as a HiveBoard bridge does`;
    const said = isApiError(body) ? body : { error: UNEXPECTED, message, details: null };
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    return new ApiFailure({ ...said, status }, Number.isNaN(seconds) ? undefined : seconds);
  }
}
