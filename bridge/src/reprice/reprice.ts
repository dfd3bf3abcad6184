import type { ClickHouseClient } from '@clickhouse/client';
import type { Pricing } from '../prices/pricing.js';
import { callsOf, findHours, type Scope } from './calls.js';
import { isSame, newPrice, type Repricing } from './repricing.js';
import { storePrices } from './store-prices.js';
import { addCall, type Summary } from './summary.js';

/** What repricing works with. */
export interface Repricer {
  readonly client: ClickHouseClient;
  readonly pricing: Pricing;
  /** Told after each part, of how many calls have been looked at. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** How many calls are written at once. */
const BATCH = 5_000;

/** Prices all calls of a scope again, and hands on those whose price changes. */
async function walk(
  { client, pricing, onProgress }: Repricer,
  scope: Scope,
  change: (repricings: readonly Repricing[]) => Promise<void>,
): Promise<Summary> {
  const hours = await findHours(client, scope);
  const total = hours.reduce((sum, { calls }) => sum + calls, 0);
  const summary: Summary = new Map();
  let done = 0;
  for (const hour of hours) {
    let changed: Repricing[] = [];
    const flush = async (): Promise<void> => {
      if (changed.length > 0) await change(changed);
      changed = [];
    };
    for await (const calls of callsOf(client, scope, hour)) {
      for (const call of calls) {
        const price = newPrice(call, pricing);
        const isChanged = !isSame(call, price);
        addCall(summary, { call, price }, isChanged);
        if (isChanged) changed.push({ call, price });
        if (changed.length >= BATCH) await flush();
      }
      done += calls.length;
      onProgress?.(done, total);
    }
    await flush();
  }
  return summary;
}

/** What repricing would change; changes nothing. */
export const previewReprice = (repricer: Repricer, scope: Scope): Promise<Summary> =>
  walk(repricer, scope, () => Promise.resolve());

/**
 * Gives all calls of a scope the price that the overrides of now and the list of their own day say; reported costs stay.
 * Done again, it finds nothing to change. Bridges may run, and deliver copies of the same calls, meanwhile or later.
 */
export const reprice = (repricer: Repricer, scope: Scope): Promise<Summary> =>
  walk(repricer, scope, (repricings) => storePrices(repricer.client, repricings));
