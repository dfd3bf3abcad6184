import type { Agent } from '../../agent.js';
import type { IssueOptions } from '../../reports.js';
import { currentAgent } from '../../scope.js';
import { attempt, createWarn, quotesWarning, optionsFrom, type Warn } from '../../warnings.js';
import { LOG_LEVELS, issueIdOf, issueOf, reaches, stormOf, type LogLevel, type LogRecord } from './log-record.js';
import { createOccurrences } from './occurrences.js';

const MINUTE_MS = 60_000;

/** Which log records become issues, and whose. */
export interface LogIssueOptions {
  /** Whose issues they are when they are logged outside any agent's work. Default none: such records are left alone. */
  readonly agent?: Agent | undefined;
  /** The lowest level that is an issue. Default warn. */
  readonly level?: LogLevel | undefined;
  /** What the issues are about. Default other. */
  readonly category?: IssueOptions['category'];
  /** Name of the logger, part of the issues' identity. Default: what the record says, else root. */
  readonly logger?: string | undefined;
  /** Keys of a record that go into the issue's context. Default none, since records can hold secrets. */
  readonly fields?: readonly string[] | undefined;
  /** How often one issue is told of at most, in milliseconds; what happens in between is counted. Default 60,000. */
  readonly intervalMs?: number | undefined;
}

/** A logger's record before its level is understood. */
export interface LogEntry {
  readonly level: LogLevel | undefined;
  readonly logger: unknown;
  readonly message: unknown;
  readonly error: LogRecord['error'];
  /** All that was logged; the asked fields are picked from it. */
  readonly all: Readonly<Record<string, unknown>>;
}

/** Takes a logger's records. Never throws. */
export interface LogIssues {
  /** The lowest level that is an issue: what is below need not be read. */
  readonly level: LogLevel;
  /** Reports what `read` gives, if it is an issue. */
  readonly take: (read: () => LogEntry) => void;
}

const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Options with every default filled in; a wrong one gives way to its default with a warning. */
function settingsFrom(warn: Warn, given: LogIssueOptions) {
  const { level = 'warn', intervalMs = MINUTE_MS, fields = [], ...rest } = optionsFrom(warn, 'log', given);
  const hasLevel = LOG_LEVELS.includes(level);
  const hasInterval = typeof intervalMs === 'number' && intervalMs >= 1 && intervalMs < 2 ** 31;
  const keys: unknown = fields;
  const hasFields = Array.isArray(keys);
  if (!hasLevel) warn(`log: level must be one of ${LOG_LEVELS.join(', ')}; using warn`);
  if (!hasInterval) warn(`log: intervalMs must be a number from 1; using ${MINUTE_MS}`);
  if (!hasFields) warn('log: fields must be a list of keys; using none');
  return {
    ...rest,
    level: hasLevel ? level : 'warn',
    intervalMs: hasInterval ? intervalMs : MINUTE_MS,
    fields: hasFields ? fields : [],
  } as const;
}

/** Turns records of a log into issues, one per problem. */
export function createLogIssues(given: LogIssueOptions): LogIssues {
  const warn = createWarn();
  const { agent, category = 'other', fields, intervalMs, level: least, logger: ownName } = settingsFrom(warn, given);
  const problems = createOccurrences(intervalMs);
  const storms = createOccurrences(intervalMs);

  const recordOf = (level: LogLevel, { logger, message, error, all }: LogEntry): LogRecord => ({
    logger: word(ownName) ?? word(logger) ?? 'root',
    level,
    message: word(message) ?? error?.message ?? 'A record without a message',
    error,
    fields: Object.fromEntries(fields.filter((key) => Object.hasOwn(all, key)).map((key) => [key, all[key]])),
  });
  const report = (to: Agent, record: LogRecord): void => {
    const issueId = issueIdOf(record);
    const isCounted = problems.count(`${to.id} ${issueId}`, (occurrenceCount) => {
      to.reportIssue({ ...issueOf(record), issueId, category, occurrenceCount });
    });
    if (isCounted) return;
    const storm = stormOf(record.level);
    storms.count(`${to.id} ${storm.issueId}`, (occurrenceCount) => {
      to.reportIssue({ ...storm, category, occurrenceCount });
    });
  };

  return {
    level: least,
    take: (read) => {
      attempt(warn, 'log', () => {
        const to = currentAgent() ?? agent;
        const entry = read();
        if (to === undefined || entry.level === undefined || !reaches(entry.level, least)) return;
        const record = recordOf(entry.level, entry);
        // The application may log the SDK's own warnings: they must not come back as work for the SDK.
        if (!quotesWarning(record.message)) report(to, record);
      });
    },
  };
}
