import { clip } from '../contract/fitted.js';
import { failureOf } from '../failure.js';
import type { LlmCallOptions } from '../reports.js';
import { readPath } from '../usage/read.js';

/** The most characters of a provider's error message that travel: some quote the prompt. */
const ERROR_LIMIT = 256;

/** What errors are called when the application itself gave a call up: by the platform, LangChain and OpenAI's client. */
const ABORTS: ReadonlySet<string> = new Set(['AbortError', 'ModelAbortError', 'APIUserAbortError']);

/** A call that was given up on purpose. */
export const abortedCall: Pick<LlmCallOptions, 'metadata'> = { metadata: { aborted: true } };

/** How a model call that failed is told of: loud and with what went wrong, unless it was given up on purpose. */
export function failedCall(error: unknown): Pick<LlmCallOptions, 'severity' | 'metadata'> {
  const { type: name, message } = failureOf(error);
  const made = readPath(error, 'constructor');
  // Some packages name their errors by class only.
  const type = name === 'Error' && typeof made === 'function' && made.name !== '' ? made.name : name;
  // LangChain makes a message of the name.
  if (ABORTS.has(type) || ABORTS.has(message)) return abortedCall;
  const status = readPath(error, 'statusCode') ?? readPath(error, 'status');
  return {
    severity: 'error',
    metadata: {
      error_type: type,
      error_message: clip(message, ERROR_LIMIT),
      ...(typeof status === 'number' ? { status } : {}),
    },
  };
}
