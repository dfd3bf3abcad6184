import { pino, stdTimeFunctions, type Logger } from 'pino';

/** A log of one JSON object a line, with the words and the time that collectors of logs expect. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
