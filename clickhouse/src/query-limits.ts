/** How much one question may take of the server. A question that takes more ends in ClickHouse's own error. */
export interface QueryLimits {
  /** Default 10. */
  readonly seconds?: number;
  /**
   * Memory of the server. Default: half of an embedded engine's; on an external server, whatever the profile of the
   * reading user says.
   */
  readonly memoryBytes?: number;
}

/** How long a question may take unless somebody says otherwise. */
export const USUAL_QUERY_SECONDS = 10;
