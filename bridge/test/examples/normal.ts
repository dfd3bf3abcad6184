import type { Json } from '@hiveboard/sdk/contract';

/** The moment at which the examples begin, whenever they are recorded. */
export const EPOCH = Date.UTC(2026, 0, 15, 9);

/** When the bridge heard of everything, on the clock of the examples. */
const HEARD = EPOCH + 10 * 60_000;

/** No recording takes longer. */
const RECORDING_MS = 120_000;
/** Who asks for what has come since a moment is told from so long before it. */
const ON_THE_WAY_MS = 15_000;
const FIVE_MINUTES_MS = 300_000;

/** Seconds and milliseconds that have passed by then, whenever that is. */
const SECONDS_PASSED = 30;
const MS_PASSED = 330_000;

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const CURSORS: ReadonlySet<string> = new Set(['cursor', 'newest']);

/** Fields that grow while nothing happens, in any object. */
const isAge = (name: string): boolean => /(^|_)(age|age_now|waiting|wait)_seconds$/.test(name);
/** Fields that grow while what they tell of goes on. */
const isLength = (name: string): boolean => name.endsWith('_ms');

type Fields = Readonly<Record<string, Json>>;
const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** When a recording began: its telemetry, and its sending. */
export interface Recording {
  readonly start: number;
  readonly sentAt: number;
}

/** An answer as it would be if its recording had begun at {@link EPOCH}: the same, whenever it is recorded. */
export function normal(answer: Json, { start, sentAt }: Recording): Json {
  // Five minutes of a series begin wherever they begin, be it just now.
  const isNow = (at: number): boolean =>
    at >= sentAt - ON_THE_WAY_MS && at < sentAt + RECORDING_MS && at % FIVE_MINUTES_MS !== 0;
  const moment = (at: number): number => (isNow(at) ? HEARD : at - start + EPOCH);
  const isNear = (at: number): boolean => Math.abs(at - start) < 86_400_000;

  const cursor = (text: string): string => {
    const parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as readonly Json[];
    const moved = parts.map((part) => (typeof part === 'number' && isNear(part) ? moment(part) : part));
    return Buffer.from(JSON.stringify(moved)).toString('base64url');
  };

  const text = (value: string): string =>
    ISO.test(value) && isNear(Date.parse(value)) ? new Date(moment(Date.parse(value))).toISOString() : value;

  const field = (name: string, value: Json, of: Fields): Json => {
    if (typeof value === 'string' && CURSORS.has(name)) return cursor(value);
    if (typeof value === 'number' && isAge(name)) return SECONDS_PASSED;
    if (typeof value === 'number' && isLength(name) && of['completed_at'] === null) return MS_PASSED;
    // Counted back from now: which of the twelve has something depends on the second.
    if (isList(value) && name.startsWith('sparkline')) return value.toSorted((a, b) => Number(a) - Number(b));
    return whole(value);
  };

  const whole = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (isList(value)) return value.map(whole);
    if (!isFields(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, field(name, part, value)]));
  };
  return whole(answer);
}
