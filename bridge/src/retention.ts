import { z } from 'zod';
import { DEFAULT_RETENTION, type Retention } from '@hiveboard/clickhouse';

const MOST_DAYS = 3650;
/** By how much sums by the hour outlive their calls: days are added up from them. */
const HOURS_OUTLIVE_CALLS_DAYS = 7;

const days = z
  .string()
  .refine((text) => /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_DAYS, {
    message: `expected a whole number of days from 1 to ${MOST_DAYS}`,
  })
  .transform(Number)
  .optional();

/** Reads how long what is kept out of the environment; the variables are the keys. */
export const retentionSchema = z
  .object({
    HIVE_RETENTION_EVENTS_DAYS: days,
    HIVE_RETENTION_CALLS_DAYS: days,
    HIVE_RETENTION_PREVIEWS_DAYS: days,
    HIVE_RETENTION_HOURS_DAYS: days,
    HIVE_RETENTION_SPANS_DAYS: days,
    HIVE_RETENTION_DEAD_LETTERS_DAYS: days,
  })
  .transform((asked, context): Retention => {
    const calls = asked.HIVE_RETENTION_CALLS_DAYS ?? DEFAULT_RETENTION.calls;
    const fewestHours = calls + HOURS_OUTLIVE_CALLS_DAYS;
    // What is not said follows what is: nobody who keeps calls for a week has to speak of their previews.
    const previews = asked.HIVE_RETENTION_PREVIEWS_DAYS ?? Math.min(DEFAULT_RETENTION.previews, calls);
    const hours = asked.HIVE_RETENTION_HOURS_DAYS ?? Math.max(DEFAULT_RETENTION.hours, fewestHours);
    const refuse = (variable: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [variable], message });
    };
    if (previews > calls) {
      refuse(
        'HIVE_RETENTION_PREVIEWS_DAYS',
        `expected at most ${calls}, as long as HIVE_RETENTION_CALLS_DAYS keeps their calls`,
      );
    }
    if (hours < fewestHours) {
      refuse(
        'HIVE_RETENTION_HOURS_DAYS',
        `expected at least ${fewestHours}, a week longer than HIVE_RETENTION_CALLS_DAYS`,
      );
    }
    return {
      events: asked.HIVE_RETENTION_EVENTS_DAYS ?? DEFAULT_RETENTION.events,
      calls,
      previews,
      hours,
      spans: asked.HIVE_RETENTION_SPANS_DAYS ?? DEFAULT_RETENTION.spans,
      deadLetters: asked.HIVE_RETENTION_DEAD_LETTERS_DAYS ?? DEFAULT_RETENTION.deadLetters,
    };
  });
