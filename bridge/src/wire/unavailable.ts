const DEFAULT_RETRY_AFTER_SECONDS = 5;

/** The bridge cannot take the request now but may later: the sender is told to come back. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  /** Whole seconds, at least 1. */
  readonly retryAfterSeconds: number;

  /**
   * @param message shown to the sender, so it names nothing private
   * @param retryAfterSeconds when the sender may try again; 5 by default, rounded up to whole seconds
   */
  constructor(message: string, retryAfterSeconds: number = DEFAULT_RETRY_AFTER_SECONDS) {
    super(message);
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds));
  }
}
