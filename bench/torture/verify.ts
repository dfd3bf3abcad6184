import type { ClickHouseClient } from '@clickhouse/client';
import type { Ledger } from './ledger.js';
import { KEYS, SUMS } from './workload.js';

/** How many there are, and what is wrong with which of them. */
export interface Finding {
  readonly what: string;
  readonly expected: number;
  readonly found: number;
  /** Sent and acknowledged, but not there. */
  readonly missing: readonly string[];
  /** There more than once, or with other sums. */
  readonly wrong: readonly string[];
  /** There, but never sent. */
  readonly unknown: readonly string[];
}

export const isRight = ({ missing, wrong, unknown }: Finding): boolean =>
  missing.length + wrong.length + unknown.length === 0;

/** Holds what there is of each name against what there must be. */
function compare(what: string, expected: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): Finding {
  const both = [...expected.keys()].filter((name) => found.has(name));
  return {
    what,
    expected: expected.size,
    found: found.size,
    missing: [...expected.keys()].filter((name) => !found.has(name)),
    wrong: both
      .filter((name) => expected.get(name) !== found.get(name))
      .map((name) => `${name}: ${found.get(name)} instead of ${expected.get(name)}`),
    unknown: [...found.keys()].filter((name) => !expected.has(name)),
  };
}

const textOf = (sums: readonly string[]): string => SUMS.map((name, index) => `${name} ${sums[index]}`).join(', ');

type Ask = <Row>(query: string) => Promise<readonly Row[]>;

async function copies(ask: Ask, query: string): Promise<ReadonlyMap<string, string>> {
  const rows = await ask<{ readonly name: string; readonly copies: number }>(query);
  return new Map(rows.map(({ name, copies: count }) => [name, String(count)]));
}

const once = (names: readonly string[]): ReadonlyMap<string, string> => new Map(names.map((name) => [name, '1']));

const MONEY: ReadonlySet<string> = new Set(['cost', 'input_cost', 'split_cost']);

/** A group with its sums as text, since they may be too large for a number. */
interface GroupRow {
  readonly tenant: string;
  /** Epoch seconds. */
  readonly begin: number;
  readonly keys: readonly string[];
  readonly sums: readonly string[];
}

async function checkGroups(
  ask: Ask,
  { view, start, width }: { readonly view: string; readonly start: string; readonly width: number },
  ledger: Ledger,
): Promise<Finding> {
  const sums = SUMS.map((name) => `toString(${MONEY.has(name) ? `toInt128(${name} * 1000000000)` : name})`);
  const rows = await ask<GroupRow>(
    `SELECT tenant, toUnixTimestamp(toDateTime(${start}, 'UTC')) AS begin, [${KEYS.join(', ')}] AS keys, [${sums.join(', ')}] AS sums
     FROM hive.${view}`,
  );
  const expected = [...ledger.groups(width)].map(
    ([name, group]) => [name, textOf(SUMS.map((sum) => String(group[sum])))] as const,
  );
  const found = rows.map((row) => [[row.tenant, row.begin * 1000, ...row.keys].join('|'), textOf(row.sums)] as const);
  return compare(`groups of ${view}`, new Map(expected), new Map(found));
}

/** Holds what ClickHouse has against what was sent. */
export async function verify(reader: ClickHouseClient, ledger: Ledger): Promise<readonly Finding[]> {
  const ask: Ask = async <Row>(query: string) => (await reader.query({ query, format: 'JSONEachRow' })).json<Row>();
  const events = ledger.tasks.flatMap(({ tenant, notes, calls }) =>
    [...notes, ...calls.map(({ id }) => id)].map((id) => `${tenant} ${id}`),
  );
  const ends = ledger.tasks.flatMap(({ tenant, runId }) =>
    ['task_started', 'task_completed'].map((kind) => `${tenant} ${runId} ${kind}`),
  );
  return [
    compare(
      'events',
      once(events),
      await copies(
        ask,
        `SELECT concat(tenant, ' ', toString(event_id)) AS name, count() AS copies FROM hive.events FINAL
         WHERE kind IN ('llm_call', 'custom') GROUP BY name`,
      ),
    ),
    compare(
      'starts and ends of tasks',
      once(ends),
      await copies(
        ask,
        `SELECT concat(tenant, ' ', task_run_id, ' ', kind) AS name, count() AS copies FROM hive.events FINAL
         WHERE kind NOT IN ('llm_call', 'custom') GROUP BY name`,
      ),
    ),
    compare(
      'calls',
      once(ledger.calls.map(({ tenant, id }) => `${tenant} ${id}`)),
      await copies(
        ask,
        `SELECT concat(tenant, ' ', toString(event_id)) AS name, count() AS copies FROM hive.calls GROUP BY name`,
      ),
    ),
    await checkGroups(ask, { view: 'llm_cost_hourly', start: 'hour', width: 3_600_000 }, ledger),
    await checkGroups(ask, { view: 'llm_cost_daily', start: 'day', width: 86_400_000 }, ledger),
    compare(
      'rows that were refused',
      new Map(),
      await copies(ask, 'SELECT reason AS name, count() AS copies FROM hive.dead_letters FINAL GROUP BY name'),
    ),
  ];
}
