import { z } from 'zod';
import {
  METRICS,
  METRIC_GROUPS,
  SEVERITIES,
  AGENT_STATUSES,
  TASK_SORTS,
  TASK_STATUSES,
  TIME_RANGES,
  type TimeRange,
} from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';
import type { Period } from '../query/period.js';

const HOUR = 3_600_000;
const LENGTHS: Readonly<Record<TimeRange, number>> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': 24 * HOUR,
  '7d': 7 * 24 * HOUR,
  '30d': 30 * 24 * HOUR,
};
/** No question reaches further back than the calls are kept. */
const LONGEST = 92 * 24 * HOUR;

/** An ISO 8601 moment, or epoch milliseconds, as Grafana sends them. */
const moment = z
  .string()
  .max(40)
  .transform((text, context) => {
    const value = /^\d{12,14}$/.test(text) ? Number(text) : Date.parse(text);
    if (!Number.isNaN(value)) return value;
    context.addIssue({ code: 'custom', message: 'expected an ISO 8601 date or epoch milliseconds' });
    return z.NEVER;
  });

const id = z.string().max(256).default('');
const period = {
  time_range: z.enum(TIME_RANGES).optional(),
  range: z.enum(TIME_RANGES).optional(),
  since: moment.optional(),
  until: moment.optional(),
};
const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);
const cursor = z.string().max(1024).default('');

/** Any words, separated by commas: what they may be is open. */
const words = z
  .string()
  .max(1024)
  .default('')
  .transform((text) => text.split(',').filter((word) => word !== ''));

/** Words separated by commas, each one of `words`. */
const anyOf = (words: readonly string[]) =>
  z
    .string()
    .max(512)
    .default('')
    .transform((text) => text.split(',').filter((word) => word !== ''))
    .refine((chosen) => chosen.every((word) => words.includes(word)), {
      message: `expected any of ${words.join(', ')}`,
    });

/** Which events. */
export const eventsFilterParameters = {
  agent_id: id,
  task_id: id,
  task_run_id: id,
  project: id,
  environment: id,
  kind: words,
  severity: anyOf(SEVERITIES),
  q: z.string().max(256).default(''),
};

/** What each endpoint may be asked. */
export const PARAMETERS = {
  agents: z.object({
    environment: id,
    group: id,
    status: anyOf(AGENT_STATUSES),
    limit: limit(5000, 1000),
  }),
  tasks: z.object({
    ...period,
    agent_id: id,
    task_id: id,
    environment: id,
    group: id,
    project: id,
    type: id,
    correlation_id: id,
    status: anyOf(TASK_STATUSES),
    q: z.string().max(256).default(''),
    sort: z.enum(TASK_SORTS).default('newest'),
    limit: limit(200, 50),
    cursor,
  }),
  timeline: z.object({ task_run_id: id }),
  events: z.object({ ...period, ...eventsFilterParameters, limit: limit(500, 100), cursor, after: cursor }),
  stream: z.object({ ...eventsFilterParameters, last_event_id: cursor }),
  llmCalls: z.object({
    ...period,
    agent_id: id,
    model: id,
    task_id: id,
    task_run_id: id,
    session_id: id,
    user_id: id,
    limit: limit(200, 50),
    cursor,
  }),
  unpricedModels: z.object({ ...period, limit: limit(1000, 100) }),
  metrics: z.object({
    ...period,
    metric: z.enum(METRICS).default('cost'),
    group_by: z.enum(METRIC_GROUPS).optional(),
    agent_id: id,
    model: id,
    environment: id,
  }),
} as const;

/** Parses a query string; a parameter that is wrong or unknown is named, with what it may be. */
export function parse<S extends z.ZodObject>(schema: S, query: unknown): z.output<S> {
  const parsed = schema.strict().safeParse(query);
  if (parsed.success) return parsed.data as z.output<S>;
  const [issue] = parsed.error.issues;
  const parameter = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : String(issue?.path[0] ?? '');
  const message =
    issue?.code === 'unrecognized_keys'
      ? `${parameter.slice(0, 64)}: no such parameter; there are ${Object.keys(schema.shape).join(', ')}`
      : `${parameter}: ${issue?.message ?? 'not what it may be'}`;
  throw new HttpError('invalid_parameter', { message, details: { parameter: parameter.slice(0, 64) } });
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
