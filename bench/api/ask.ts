import type { ClickHouseClient } from '@clickhouse/client';
import { quantile } from '../measure.js';
import { withWithheld } from '../withheld.js';
import type { Asker } from './asker.js';
import type { Filling } from './build.js';
import { DAYS } from './fleet.js';
import type { Question } from './questions.js';

/** How long a question takes, and what it reads. */
export interface Asked {
  readonly p50: number;
  readonly p95: number;
  readonly rows: number;
  /** Before they are inflated into columns these are fewer; ClickHouse counts what it reads out of them. */
  readonly bytes: number;
}

/** One question through the API, beside the rows that agents sent and beside the shortest question there is. */
export interface Answered {
  readonly question: Question;
  /** Null when the API gave up. */
  readonly ours: Asked | null;
  readonly raw: Asked;
  /** A bare `SELECT 1` through the bridge's client. */
  readonly select1: Pick<Asked, 'p50' | 'p95'>;
  /** The share of the processor's time that the host of this machine withheld while the API was asked; null where nobody knows. */
  readonly withheld: number | null;
}

const WARM_UPS = 1;
const RAW_ROUNDS = 3;
const DAY = 86_400_000;

/** Who asks, where, and how often. */
interface Asking {
  readonly asker: Asker;
  readonly url: string;
  readonly rounds: number;
}

/** What a bridge answers that stops a question because it takes too long or too much. */
const GAVE_UP = 503;

/** How long an answer took; null for one that the bridge gave up on. */
async function get(asker: Asker, url: string): Promise<number | null> {
  const { took, status, problem } = await asker.ask(url);
  if (problem !== null && status !== GAVE_UP) throw new Error(`${url} answered ${status}: ${problem}`);
  return problem === null ? took : null;
}

/** What the bridge's reader has read while `work` was done, out of ClickHouse's own log. */
async function readBy(
  { admin, database }: Filling,
  work: () => Promise<unknown>,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const [begun] = await answer<{ readonly now: string }>(admin, 'SELECT toString(now64(6)) AS now');
  await work();
  await admin.command({ query: 'SYSTEM FLUSH LOGS' });
  const [read] = await answer<{ readonly rows: string; readonly bytes: string }>(
    admin,
    `SELECT sum(read_rows) AS rows, sum(read_bytes) AS bytes FROM system.query_log
     WHERE type = 'QueryFinish' AND user = {user:String} AND query_start_time_microseconds >= {from:DateTime64(6)}`,
    { user: database.server?.users.reader.username ?? '', from: begun?.now ?? '' },
  );
  return { rows: Number(read?.rows ?? 0), bytes: Number(read?.bytes ?? 0) };
}

async function answer<Row>(
  admin: ClickHouseClient,
  query: string,
  params: Readonly<Record<string, string>> = {},
): Promise<readonly Row[]> {
  return (await admin.query({ query, query_params: params, format: 'JSONEachRow' })).json<Row>();
}

interface Statistics {
  readonly statistics?: { readonly rows_read: number; readonly bytes_read: number };
}

async function askRaw({ admin }: Filling, query: string, params: Readonly<Record<string, number>>): Promise<Asked> {
  const times: number[] = [];
  let read = { rows: 0, bytes: 0 };
  for (let round = 0; round < RAW_ROUNDS; round++) {
    const start = performance.now();
    const result = await admin.query({ query, query_params: params, format: 'JSON' });
    const { statistics }: Statistics = await result.json();
    times.push(performance.now() - start);
    read = { rows: statistics?.rows_read ?? 0, bytes: statistics?.bytes_read ?? 0 };
  }
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), ...read };
}

type Times = Pick<Asked, 'p50' | 'p95'>;
const timesOf = (all: readonly number[]): Times => ({ p50: quantile(all, 0.5), p95: quantile(all, 0.95) });

/** Asks the API as often as wanted, and each time `SELECT 1`; null as soon as it gives up. */
async function askOurs(
  { database }: Filling,
  { asker, url, rounds }: Asking,
): Promise<{ readonly ours: Times | null; readonly select1: Times }> {
  const ours: number[] = [];
  const least: number[] = [];
  for (let round = -WARM_UPS; round < rounds; round++) {
    const asked = await get(asker, url);
    const start = performance.now();
    await (await database.reader.query({ query: 'SELECT 1' })).text();
    const one = performance.now() - start;
    if (asked === null) return { ours: null, select1: timesOf([one]) };
    if (round < 0) continue;
    ours.push(asked);
    least.push(one);
  }
  return { ours: timesOf(ours), select1: timesOf(least) };
}

/** Asks one question. The period ends where the calls do. */
export async function ask(filling: Filling, question: Question, { asker, url, rounds }: Asking): Promise<Answered> {
  const { end } = filling;
  const params = { since: end - (question.days ?? DAYS) * DAY, until: end };
  const joint = question.path.includes('?') ? '&' : '?';
  const period = question.days === undefined ? '' : `${joint}since=${params.since}&until=${params.until}`;
  const address = `${url}${question.path}${period}`;
  const {
    result: { ours, select1 },
    withheld,
  } = await withWithheld(() => askOurs(filling, { asker, url: address, rounds }));
  const read = ours === null ? null : await readBy(filling, () => get(asker, address));
  return {
    question,
    ours: ours === null || read === null ? null : { ...ours, ...read },
    raw: await askRaw(filling, question.raw, params),
    select1,
    withheld,
  };
}
