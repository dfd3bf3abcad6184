import { z } from 'zod';
import { INTERVALS, TIME_RANGES, type Interval, type TimeRange } from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';
import { CURSOR_EXPECTED } from './cursor.js';
import { refusalOf } from './expectation.js';
import { bucketsIn, INTERVAL_SECONDS, intervalSeconds, type Period } from '../query/period.js';

const HOUR = 3_600_000;
const LENGTHS: Readonly<Record<TimeRange, number>> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': 24 * HOUR,
  '7d': 7 * 24 * HOUR,
  '30d': 30 * 24 * HOUR,
};
/** As long as anything can be kept by configuration, and a day at each end. What has expired costs nothing to ask for. */
const LONGEST = 3652 * 24 * HOUR;

/** Longer than any way to write a moment. */
const LONGEST_MOMENT = 40;

/** An ISO 8601 moment, or epoch milliseconds, as Grafana sends them. */
const moment = z.string().transform((text, context) => {
  const value = /^\d{12,14}$/.test(text) ? Number(text) : Date.parse(text);
  if (text.length <= LONGEST_MOMENT && !Number.isNaN(value)) return value;
  const message = 'expected a moment, in ISO 8601 such as 2026-11-21T10:00:00Z or in epoch milliseconds';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** An id or a name; empty means any. */
export const id = z.string().max(256).default('');
/** Words to look for; empty means any. */
export const text = z.string().max(256).default('');
/** The period that is asked about. */
export const period = {
  time_range: z.enum(TIME_RANGES).optional().describe('How far back from now; default 24h.'),
  range: z.enum(TIME_RANGES).optional().describe('The same as time_range.'),
  since: moment.optional().describe('From this moment, ISO 8601 or epoch milliseconds; wins over time_range.'),
  until: moment.optional().describe('Until this moment, which is not part of it; default now.'),
};
/** How many rows an answer holds. */
export const limit = (most: number, usual: number) =>
  z.coerce.number<string | number>().int().min(1).max(most).default(usual).describe('How many at most.');
/** Where the page before ended. */
export const cursor = z
  .string()
  .refine((text) => text.length <= 1024, CURSOR_EXPECTED)
  .default('')
  .describe('`pagination.cursor` of the page before, unchanged.');

const wordsOf = (list: string): readonly string[] => list.split(',').filter((word) => word !== '');

/** Any words, separated by commas: what they may be is open. */
export const words = z.string().max(1024).default('').transform(wordsOf);

/** Words separated by commas, each one of `known`. */
export const anyOf = (known: readonly string[]) =>
  z
    .string()
    .max(512)
    .default('')
    .transform(wordsOf)
    .refine((chosen) => chosen.every((word) => known.includes(word)))
    .meta({ words: known });

/** Parses a query string; a parameter that is wrong or unknown is named, with what it may be. */
export function parse<S extends z.ZodObject>(schema: S, query: unknown): z.output<S> {
  const parsed = schema.strict().safeParse(query);
  if (parsed.success) return parsed.data as z.output<S>;
  throw refusalOf(schema, query, parsed.error);
}

/** The period that parameters ask for: `since`/`until`, else a named range, else the last 24 hours. */
export function periodOf(
  asked: {
    readonly time_range?: TimeRange | undefined;
    readonly range?: TimeRange | undefined;
    readonly since?: number | undefined;
    readonly until?: number | undefined;
  },
  now: number,
): Period {
  const until = asked.until ?? now;
  const since = asked.since ?? until - LENGTHS[asked.time_range ?? asked.range ?? '24h'];
  if (since >= until) {
    throw new HttpError('invalid_parameter', {
      message: 'since: expected a moment before until',
      details: { parameter: 'since' },
    });
  }
  return { since: Math.max(since, until - LONGEST), until };
}

/** How wide the buckets of a time series are. */
export const interval = z
  .enum(INTERVALS)
  .default('auto')
  .describe('How wide the buckets of the time series are; auto goes by the length of the period.');

/** No time series has more buckets: a day by minutes has 1440. */
const MOST_BUCKETS = 1500;

/** The width of buckets that is asked for, in seconds; one that makes too many of the period is refused. */
export function intervalSecondsOf(asked: Interval, period: Period): number {
  if (asked === 'auto') return intervalSeconds(period);
  const seconds = INTERVAL_SECONDS[asked];
  const buckets = bucketsIn(period, seconds);
  if (buckets <= MOST_BUCKETS) return seconds;
  throw new HttpError('invalid_parameter', {
    message: `interval: ${asked} makes ${buckets} buckets of this period, and ${MOST_BUCKETS} are the most; take a wider one, or auto`,
    details: { parameter: 'interval' },
  });
}
