/** What the parent tells the engine's process, once, over their IPC channel (so that no password is in argv or environ). */
export interface EngineOrder {
  /** Command-line options of the engine. */
  readonly options: readonly string[];
  readonly listen: readonly ('HTTP' | 'TCP')[];
  /** Where the engine will answer; the process asks it to end through this port. */
  readonly httpPort: number;
  readonly username: string;
  readonly password: string;
  /** After this long without a clean end, the process kills itself. Milliseconds. */
  readonly stopTimeoutMs: number;
}
