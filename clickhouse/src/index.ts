export { agentHoursSql } from './agent-hours.js';
export { agentsSql, aliveRunsSql } from './agent-views.js';
export { onceMoreIfCut } from './cut-connection.js';
export { endingsSql } from './endings.js';
export { DATABASE } from './database-name.js';
export {
  joinDatabase,
  openDatabase,
  type Database,
  type DatabaseConfig,
  type EmbeddedDatabaseConfig,
  type ExternalDatabaseConfig,
} from './database.js';
export type { Credentials, EmbeddedUsers } from './embedded/credentials.js';
export { EmbeddedServerError, type EmbeddedServerErrorCode } from './embedded/embedded-server-error.js';
export type { ExitInfo } from './embedded/engine.js';
export { startEmbeddedServer, type EmbeddedServer, type EmbeddedServerOptions } from './embedded/server.js';
export type { SupervisedServer } from './embedded/supervised-server.js';
export { issuesSql } from './issue-views.js';
export type { Cluster } from './layout.js';
export { migrate, type MigrationResult } from './migrate.js';
export type { OpenDatabaseOptions } from './prepare.js';
export type { SchemaFile } from './pending.js';
export { queuesSql } from './queue-views.js';
export type { QueryLimits } from './query-limits.js';
export { DEFAULT_RETENTION, type Retention } from './retention.js';
export { readSchema, type Schema } from './schema-files.js';
export { runRetriesSql, runStepSpendSql, runTimesSql } from './run-views.js';
export { runActionsSql, runCallsSql, runCountsSql } from './run-work-views.js';
export { RUNS_BOUND } from './runs-meant.js';
export {
  SPEND_KEYS,
  SPEND_PARTS,
  SPEND_SUMS,
  SUMS_BY_SOURCE,
  sumsOf,
  type SpendColumn,
  type SpendPart,
} from './spend.js';
export {
  ROLLUPS_SQL,
  boundBindings,
  boundsOf,
  rollupsRead,
  spendSql,
  type RollupDay,
  type RollupsRead,
} from './spend-statement.js';
export { NEVER, type Columns, type Ending, type Register, type RowOf } from './column.js';
export {
  agentRegistersTable,
  deadLettersTable,
  encodeRows,
  eventsTable,
  insertStatement,
  llmCallsTable,
  otelTracesTable,
  taskRegistersTable,
  WRITTEN_TABLES,
  type AgentRegisterRow,
  type EncodedRows,
  type EventRow,
  type LlmCallRow,
  type OtelTraceRow,
  type Table,
  type TaskRegisterRow,
} from './tables.js';
export type { Whose } from './whose.js';
