import type { ApiError } from '@hiveboard/sdk/contract';

/** Every error that the API answers with: its status, and what to say when there is nothing better. */
export const ERRORS = {
  invalid_parameter: { status: 400, message: 'A parameter is not what it may be.' },
  authentication_failed: { status: 401, message: 'Send an API key: Authorization: Bearer <key>, or x-api-key.' },
  insufficient_scope: { status: 403, message: 'This key may not do that.' },
  rate_limit_exceeded: { status: 429, message: 'This API key sends too many requests.' },
  not_found: {
    status: 404,
    message: 'There is no such page. GET /docs describes those that there are, and /openapi.json does for programs.',
  },
  agent_not_found: { status: 404, message: 'No agent of this id has reported.' },
  issue_not_found: { status: 404, message: 'This agent has reported no such issue.' },
  task_not_found: { status: 404, message: 'No task of this id has reported.' },
  body_unreadable: { status: 400, message: 'The body is not the JSON that its content type says.' },
  body_too_large: { status: 413, message: 'The body is larger than anything that may be asked.' },
  query_too_expensive: {
    status: 400,
    message: 'The question takes more time or memory than one may. Ask for a shorter time range or a narrower filter.',
  },
  too_many_streams: { status: 503, message: 'This bridge has no room for another live stream. Try again later.' },
  too_many_exports: { status: 503, message: 'This bridge is busy with other exports. Try again later.' },
  store_unavailable: { status: 503, message: 'ClickHouse does not answer. Try again soon.' },
  internal_error: { status: 500, message: 'Something went wrong in the bridge; its log tells more.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof ERRORS;

type Details = NonNullable<ApiError['details']>;

/** An error to be answered as JSON. Its message is shown to whoever asked. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: ErrorCode;
  readonly details: Details | null;

  constructor(
    code: ErrorCode,
    options: { readonly message?: string; readonly details?: Details; readonly cause?: unknown } = {},
  ) {
    super(options.message ?? ERRORS[code].message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? null;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  /** The body of the answer. */
  body(): ApiError {
    return { error: this.code, message: this.message, status: this.status, details: this.details };
  }
}
