import type { ErrorLog } from '../error-log.js';
import type { Reader } from '../query/reader.js';
import { overrideOf, readOverrideRows } from './overrides-table.js';
import { createPriceList } from './price-list.js';
import { createPricing, type Pricing } from './pricing.js';

/** The prices that hold right now. */
export interface Prices {
  readonly price: Pricing;
  /** Stops looking at the table. */
  readonly close: () => void;
}

/** Where overrides come from. */
export interface PriceSources {
  readonly reader: Reader;
  readonly log: ErrorLog;
}

/** A new price holds within seconds, at every bridge. */
const LOOK_MS = 2_000;
/** A database that hangs holds up neither the start nor the next look. */
const PATIENCE_MS = 5_000;

/**
 * Reads the overrides, and again whenever they change. While ClickHouse is away the last known ones hold, since calls are
 * priced before they wait for it; a bridge that has read none yet prices by the list, and says so in the log.
 */
export async function followPrices({ reader, log }: PriceSources): Promise<Prices> {
  // What was found in the list stays right when overrides change.
  const list = createPriceList();
  let known = '[]';
  let pricing = createPricing([], list);
  let isComplaining = false;
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      const rows = await readOverrideRows(reader, AbortSignal.timeout(PATIENCE_MS));
      const found = JSON.stringify(rows);
      if (found !== known) pricing = createPricing(rows.map(overrideOf), list);
      known = found;
      isComplaining = false;
    } catch (error) {
      if (!isComplaining) log.error({ err: error }, 'the prices could not be read; the last known ones hold');
      isComplaining = true;
    } finally {
      isLooking = false;
    }
  };
  await look();
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();
  return {
    price: (call, occasion) => pricing(call, occasion),
    close: () => {
      clearInterval(timer);
    },
  };
}
