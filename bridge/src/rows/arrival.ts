/** Whose request the facts came in, and when, by the server's clock in epoch milliseconds. */
export interface Arrival {
  readonly tenant: string;
  readonly receivedAt: number;
}
