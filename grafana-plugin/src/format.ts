/** Numbers as people read them. Every function answers `MISSING` for what is not known. */

/** Stands where a value is not known. */
export const MISSING = '—';

type Maybe = number | null | undefined;

const isKnown = (value: Maybe): value is number => typeof value === 'number' && Number.isFinite(value);

/** `850`, `1.5K`, `12.3M`. Serves tokens and calls. */
export function formatCount(value: Maybe): string {
  if (!isKnown(value)) return MISSING;
  const [divisor, unit] = scaleOf(Math.abs(value));
  return unit === '' ? String(Math.round(value)) : `${trimmed(value / divisor, 1)}${unit}`;
}

// Each scale starts where rounding would otherwise show 1000.0 of the one below.
function scaleOf(size: number): readonly [number, string] {
  if (size >= 999_950_000) return [1e9, 'B'];
  if (size >= 999_950) return [1e6, 'M'];
  if (size >= 1000) return [1e3, 'K'];
  return [1, ''];
}

const trimmed = (value: number, digits: number): string => value.toFixed(digits).replace(/\.0+$/, '');

/** `850ms`, `2.8s`, `1m5s`, `3h2m`, `2d4h`, from milliseconds. */
export function formatDuration(ms: Maybe): string {
  if (!isKnown(ms)) return MISSING;
  const size = Math.max(0, ms);
  if (size < 999.5) return `${Math.round(size)}ms`;
  if (size < 59_950) return `${trimmed(size / 1000, 1)}s`;
  const seconds = Math.round(size / 1000);
  if (seconds < 3600) return pair([Math.floor(seconds / 60), 'm'], [seconds % 60, 's']);
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair([Math.floor(minutes / 60), 'h'], [minutes % 60, 'm']);
  const hours = Math.round(minutes / 60);
  return pair([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}

type Part = readonly [amount: number, unit: string];
const pair = (big: Part, small: Part): string =>
  small[0] === 0 ? `${big[0]}${big[1]}` : `${big[0]}${big[1]}${small[0]}${small[1]}`;

/** `$12.40`, `$0.03`: US dollars in cents, for totals and tables. Less than a cent keeps two significant digits. */
export function formatCost(usd: Maybe): string {
  if (!isKnown(usd)) return MISSING;
  const size = Math.abs(usd);
  if (size === 0 || size >= 0.01)
    return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  return formatCallCost(usd);
}

/** `$0.003`, `$0.0004`, `$0.25`: US dollars of one call, with the digits that small sums need. */
export function formatCallCost(usd: Maybe): string {
  if (!isKnown(usd)) return MISSING;
  const size = Math.abs(usd);
  if (size === 0 || size >= 1) return `$${usd.toFixed(2)}`;
  if (size < 0.000_05) return '<$0.0001';
  const digits = usd.toFixed(4).replace(/0{1,2}$/, '');
  return `$${digits}`;
}

/** `94%`, `0.4%`, from a share between 0 and 1. */
export function formatPercent(share: Maybe): string {
  if (!isKnown(share)) return MISSING;
  const percent = share * 100;
  return percent > 0 && percent < 9.95 ? `${trimmed(percent, 1)}%` : `${Math.round(percent)}%`;
}
