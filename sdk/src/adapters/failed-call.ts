import { clip } from '../contract/fitted.js';
import { failureOf } from '../failure.js';
import type { LlmCallOptions } from '../reports.js';
import { known } from '../usage/known.js';
import { readFirst, readKey } from '../usage/read.js';

/** The most characters of a provider's error message that travel: some quote the prompt. */
const ERROR_LIMIT = 256;

/** Where errors of HTTP clients keep the answer's status. */
const STATUS_PATHS: readonly string[] = ['status', 'statusCode'];

/** What errors are called when the application itself gave a call up: by the platform, LangChain and OpenAI's client. */
const ABORTS: ReadonlySet<string> = new Set(['AbortError', 'ModelAbortError', 'APIUserAbortError']);

const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const readNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The error's own name, else that of its class: clients of models name their errors by class only. */
function typeOf(error: unknown): string {
  const { type } = failureOf(error);
  const made = readKey(error, 'constructor');
  return type === 'Error' && typeof made === 'function' ? (readText(made.name) ?? type) : type;
}

/** What a failure says, in the words of the metadata. */
const failureMetadata = (error: unknown): Readonly<Record<string, unknown>> =>
  known({
    error_type: typeOf(error),
    error_message: clip(readText(readKey(error, 'message')) ?? failureOf(error).message, ERROR_LIMIT),
    status: readFirst(error, STATUS_PATHS, readNumber),
  });

/** A call that was given up on purpose. */
export const abortedCall: Pick<LlmCallOptions, 'metadata'> = { metadata: { aborted: true } };

/** How a model call that failed is told of: loud and with what went wrong, unless it was given up on purpose. */
export function failedCall(error: unknown): Pick<LlmCallOptions, 'severity' | 'metadata'> {
  const metadata = failureMetadata(error);
  // LangChain makes a message of the name.
  const isAbort = [metadata['error_type'], metadata['error_message']].some(
    (word) => typeof word === 'string' && ABORTS.has(word),
  );
  return isAbort ? abortedCall : { severity: 'error', metadata };
}
