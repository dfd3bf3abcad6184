import { failureOf } from '../failure.js';
import type { LlmCallOptions } from '../reports.js';

/** How a model call that failed is told of: loud, and with the kind of error. Its message may quote the prompt, so it stays. */
export const failedCall = (error: unknown): Pick<LlmCallOptions, 'severity' | 'metadata'> => ({
  severity: 'error',
  metadata: { error: failureOf(error).type },
});
