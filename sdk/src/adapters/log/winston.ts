import { Writable } from 'node:stream';
import { isRecord } from '../../contract/index.js';
import { failureOf } from '../../failure.js';
import { createLogIssues, type LogEntry, type LogIssueOptions, type LogIssues } from './log-issues.js';
import type { LogLevel, LogRecord } from './log-record.js';

/** Where winston keeps the level's name: the one under `level` may be coloured. */
const LEVEL = Symbol.for('level');

/** Words for levels, of winston's own tables (npm, cli, syslog) and of common custom ones. */
const LEVELS: ReadonlyMap<unknown, LogLevel> = new Map([
  ['warn', 'warn'],
  ['warning', 'warn'],
  ['error', 'error'],
  ['crit', 'fatal'],
  ['critical', 'fatal'],
  ['alert', 'fatal'],
  ['emerg', 'fatal'],
  ['fatal', 'fatal'],
]);

/** The error of a record: logged as itself, or beside a message under one of the usual keys. */
function errorOf(info: Readonly<Record<PropertyKey, unknown>>): LogRecord['error'] {
  const error = [info, info['error'], info['err']].find((value) => value instanceof Error);
  return error === undefined ? undefined : failureOf(error);
}

function entryOf(info: unknown): LogEntry {
  const all: Readonly<Record<PropertyKey, unknown>> = isRecord(info) ? info : {};
  return {
    level: LEVELS.get(all[LEVEL] ?? all['level']),
    logger: all['label'] ?? all['service'],
    message: all['message'],
    error: errorOf(all),
    all,
  };
}

/** What winston calls a transport: a stream of records. */
export interface WinstonIssueTransport extends Writable {
  /** Gets each record; winston calls it. */
  readonly log: (info: unknown, next: () => void) => void;
}

class IssueTransport extends Writable implements WinstonIssueTransport {
  readonly #issues: LogIssues;

  constructor(issues: LogIssues) {
    super({ objectMode: true });
    this.#issues = issues;
  }

  /** Called by winston for transports that are no streams; here so that winston takes this one for a current one. */
  log(info: unknown, next: () => void): void {
    this.#issues.take(() => entryOf(info));
    next();
  }

  override _write(info: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.log(info, done);
  }
}

/**
 * A transport for winston that turns warnings and errors into issues of the agent:
 * `createLogger({ transports: [new transports.Console(), winstonIssues({ agent })] })`. Never throws.
 */
export const winstonIssues = (options: LogIssueOptions = {}): WinstonIssueTransport =>
  new IssueTransport(createLogIssues(options));
