import { isRecord } from '../../contract/index.js';
import { createWarn, optionsFrom } from '../../warnings.js';
import { createLogIssues, type LogEntry, type LogIssueOptions } from './log-issues.js';
import type { LogLevel, LogRecord } from './log-record.js';

/** Options of {@link pinoIssues}. */
export interface PinoIssueOptions extends LogIssueOptions {
  /** The key of messages, if pino was given another. Default msg. */
  readonly messageKey?: string | undefined;
  /** The key of errors, if pino was given another. Default err. */
  readonly errorKey?: string | undefined;
}

/** With this key pino says the level of each line, so that most lines need not be parsed. */
const METADATA: unique symbol = Symbol.for('pino.metadata');

/** A stream that pino writes lines to. */
export interface PinoIssueStream {
  /** Gets each record as a line of JSON; pino calls it. */
  readonly write: (line: string) => void;
  /** Set by pino before each line. */
  lastLevel?: number;
  readonly [METADATA]: true;
}

/** pino's levels are numbers with room between them. */
const levelOf = (level: number): LogLevel | undefined =>
  level >= 60 ? 'fatal' : level >= 50 ? 'error' : level >= 40 ? 'warn' : undefined;

const errorOf = (error: unknown): LogRecord['error'] =>
  isRecord(error) && typeof error['message'] === 'string'
    ? { type: typeof error['type'] === 'string' ? error['type'] : 'Error', message: error['message'] }
    : undefined;

/**
 * A stream for pino that turns warnings and errors into issues of the agent. Runs in the same thread:
 * `pino({}, pino.multistream([{ stream: process.stdout }, { level: 'warn', stream: pinoIssues({ agent }) }]))`.
 * It reads the line as pino wrote it, so what `redact` took out stays out. Never throws.
 */
export function pinoIssues(options: PinoIssueOptions = {}): PinoIssueStream {
  const { messageKey = 'msg', errorKey = 'err', ...issueOptions } = optionsFrom(createWarn(), 'log', options);
  const issues = createLogIssues(issueOptions);
  const read = (line: string): LogEntry => {
    const parsed: unknown = JSON.parse(line);
    const all = isRecord(parsed) ? parsed : {};
    const level = stream.lastLevel ?? all['level'];
    return {
      level: typeof level === 'number' ? levelOf(level) : undefined,
      logger: all['name'],
      message: all[messageKey],
      error: errorOf(all[errorKey]),
      all,
    };
  };
  const stream: PinoIssueStream = {
    [METADATA]: true,
    write: (line) => {
      if (levelOf(stream.lastLevel ?? Infinity) !== undefined) {
        issues.take(() => read(line));
      }
    },
  };
  return stream;
}
