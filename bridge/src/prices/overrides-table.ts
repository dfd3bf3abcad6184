import type { ClickHouseClient } from '@clickhouse/client';
import type { Reader } from '../query/reader.js';
import { providerName } from '../normalise/provider-name.js';
import type { PriceOverride } from './override.js';
import type { OverrideEntry } from './override-entry.js';
import { billionthsOf, decimalOf, type Steps } from './rates.js';

/** A row of `hive.prices`: decimals as text, which is exact. */
export interface OverrideRow {
  readonly name: string;
  readonly changed_at: string;
  readonly tenant: string;
  readonly model: string;
  readonly provider: string;
  readonly service_tier: string;
  readonly context_above: number;
  readonly input: string | null;
  readonly output: string | null;
  readonly cache_read: string | null;
  readonly cache_write: string | null;
  readonly reasoning: string | null;
  readonly discount_percent: string;
  readonly effective_from: string | null;
  readonly effective_to: string | null;
  readonly note: string;
}

const SQL = `
SELECT name, changed_at, tenant, model, provider, service_tier, context_above,
    toString(input) AS input, toString(output) AS output, toString(cache_read) AS cache_read,
    toString(cache_write) AS cache_write, toString(reasoning) AS reasoning, toString(discount_percent) AS discount_percent,
    effective_from, effective_to, note
FROM hive.prices`;

/** The overrides that hold, as they stand in the table. */
export const readOverrideRows = (reader: Reader, signal?: AbortSignal): Promise<readonly OverrideRow[]> =>
  reader.rows<OverrideRow>(SQL, {}, signal);

const stepsOf = (decimal: string | null): Steps | null =>
  decimal === null ? null : [{ above: 0, rate: billionthsOf(decimal) }];

const priceOrNull = (decimal: string | null): bigint | null => (decimal === null ? null : billionthsOf(decimal));
const momentOrNull = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));

/** A row as a person wrote it. */
export const entryOf = ({ changed_at: _when, ...row }: OverrideRow): OverrideEntry => ({
  ...row,
  input: priceOrNull(row.input),
  output: priceOrNull(row.output),
  cache_read: priceOrNull(row.cache_read),
  cache_write: priceOrNull(row.cache_write),
  reasoning: priceOrNull(row.reasoning),
  discount_percent: Number(row.discount_percent),
  effective_from: momentOrNull(row.effective_from),
  effective_to: momentOrNull(row.effective_to),
});

/** A row as pricing takes it. */
export const overrideOf = (row: OverrideRow): PriceOverride => ({
  name: row.name,
  tenant: row.tenant,
  model: row.model,
  provider: row.provider === '' ? '' : providerName(row.provider),
  serviceTier: row.service_tier.toLowerCase(),
  contextAbove: row.context_above,
  rates:
    row.input === null
      ? null
      : {
          input: stepsOf(row.input),
          output: stepsOf(row.output),
          cacheRead: stepsOf(row.cache_read),
          cacheWrite: stepsOf(row.cache_write),
          reasoning: stepsOf(row.reasoning),
          perCall: 0n,
        },
  // Two decimals of a percent are hundredths of it.
  discount: billionthsOf(row.discount_percent) / 10_000_000n,
  from: momentOrNull(row.effective_from) ?? 0,
  to: momentOrNull(row.effective_to),
  version: `${row.name}@${row.changed_at}`,
});

const decimalOrNull = (price: bigint | null): string | null => (price === null ? null : decimalOf(price));
const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Writes overrides: all of them or, when ClickHouse refuses one, none. */
export async function writeOverrides(client: ClickHouseClient, entries: readonly OverrideEntry[]): Promise<void> {
  await client.insert({
    table: 'hive.price_overrides',
    format: 'JSONEachRow',
    values: entries.map((entry) => ({
      ...entry,
      input: decimalOrNull(entry.input),
      output: decimalOrNull(entry.output),
      cache_read: decimalOrNull(entry.cache_read),
      cache_write: decimalOrNull(entry.cache_write),
      reasoning: decimalOrNull(entry.reasoning),
      effective_from: isoOrNull(entry.effective_from),
      effective_to: isoOrNull(entry.effective_to),
    })),
  });
}

/** Removes an override; what it was stays in the table. */
export async function removeOverride(client: ClickHouseClient, name: string): Promise<void> {
  await client.insert({ table: 'hive.price_overrides', format: 'JSONEachRow', values: [{ name, is_removed: true }] });
}
