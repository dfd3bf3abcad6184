export type { LogIssueOptions } from './log/log-issues.js';
export type { LogLevel } from './log/log-record.js';
export { pinoIssues, type PinoIssueOptions, type PinoIssueStream } from './log/pino.js';
export { winstonIssues, type WinstonIssueTransport } from './log/winston.js';
