import { createHash } from 'node:crypto';
import type { IssueOptions } from '../../reports.js';

/** From which level on a log record is an issue. */
export type LogLevel = 'warn' | 'error' | 'fatal';

/** How bad an issue of each level is. */
const SEVERITIES: Readonly<Record<LogLevel, IssueOptions['severity']>> = {
  warn: 'medium',
  error: 'high',
  fatal: 'critical',
};
/** The levels, least first. */
export const LOG_LEVELS: readonly LogLevel[] = ['warn', 'error', 'fatal'];

/** Whether a level counts when issues begin at `least`. */
export const reaches = (level: LogLevel, least: LogLevel): boolean =>
  LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);

/** What a logger said, whichever logger it was. */
export interface LogRecord {
  readonly logger: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly error: { readonly type: string; readonly message: string } | undefined;
  /** The bindings that the user asked for, and no other: bindings can hold secrets. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** How much of a message tells problems apart. */
const TEMPLATE_LIMIT = 1024;

/** A message without what differs from one occurrence to the next: quoted values, addresses, words with a digit in them. */
const templateOf = (message: string): string =>
  message
    .slice(0, TEMPLATE_LIMIT)
    .replace(/"[^"]*"|(?<!\w)'[^']*'(?!\w)|`[^`]*`/g, '#')
    .replace(/[\w.:@+-]+/g, (word) => (/[\d@]/.test(word) ? '#' : word));

/** The identity of a problem: the same for records that differ in values only. */
export function issueIdOf({ logger, level, message, error }: LogRecord): string {
  const problem = createHash('sha256').update(`${templateOf(message)}\n${error?.type ?? ''}`);
  return `log-${logger.slice(0, 128)}-${level}-${problem.digest('hex').slice(0, 12)}`;
}

/** The issue that a record tells of, without its identity. */
export const issueOf = ({ logger, level, message, error, fields }: LogRecord): IssueOptions => ({
  summary: message,
  severity: SEVERITIES[level],
  context: {
    logger,
    level,
    ...(error === undefined ? {} : { errorType: error.type, errorMessage: error.message }),
    ...fields,
  },
});

/** The one issue for a level's problems when there are too many different ones to tell of each. */
export const stormOf = (level: LogLevel): IssueOptions => ({
  summary: `Too many different ${level} messages in the log to tell of each`,
  severity: SEVERITIES[level],
  issueId: `log-${level}`,
});
