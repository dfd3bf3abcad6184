import type { Period } from './period.js';
import type { Reader } from './reader.js';

/** A question about calls, of one run or of all. */
interface CallsOf {
  readonly tenant: string;
  readonly period: Period;
  /** Empty for calls of any run. */
  readonly runId: string;
}

const TIMES_SQL = `
SELECT count() AS known, toUnixTimestamp64Milli(min(first_moment)) AS first, toUnixTimestamp64Milli(max(last_moment)) AS last
FROM hive.run_extents
WHERE tenant = {tenant:String} AND task_run_id = {runId:String}`;

interface TimesRow {
  readonly known: number;
  readonly first: number;
  readonly last: number;
}

/**
 * The same question about no more of its period than the run has part in: calls lie by the hour, and of a run every hour
 * might hold some. Tasks may share the id of a run; of one that nobody has heard of there may be calls anywhere.
 */
export async function whereRunLies<Question extends CallsOf>(
  reader: Reader,
  question: Question,
  signal?: AbortSignal,
): Promise<Question> {
  const { tenant, runId, period } = question;
  if (runId === '') return question;
  const [times] = await reader.rows<TimesRow>(TIMES_SQL, { tenant, runId }, signal);
  if (times === undefined || times.known === 0) return question;
  const since = Math.max(period.since, times.first);
  return { ...question, period: { since, until: Math.max(since, Math.min(period.until, times.last + 1)) } };
}
