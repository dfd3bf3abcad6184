/** Where things of the Hive lead to. Addresses include Grafana's own path prefix. */
export interface HiveLinks {
  readonly agent: (agentId: string) => string;
  readonly task: (taskId: string, runId?: string | null) => string;
}
