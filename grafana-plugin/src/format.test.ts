import { formatCallCost, formatCost, formatCount, formatDuration, formatPercent } from './format.js';

type Row = readonly [number | null, string];

test.each<Row>([
  [null, '—'],
  [Number.NaN, '—'],
  [0, '0'],
  [999, '999'],
  [1000, '1K'],
  [1500, '1.5K'],
  [999_949, '999.9K'],
  [999_950, '1M'],
  [12_340_000, '12.3M'],
  [1_000_000_000, '1B'],
])('a count of %p reads %p', (value, text) => {
  expect(formatCount(value)).toBe(text);
});

test.each<Row>([
  [null, '—'],
  [-5, '0ms'],
  [0, '0ms'],
  [850, '850ms'],
  [999.6, '1s'],
  [2800, '2.8s'],
  [59_960, '1m'],
  [65_000, '1m5s'],
  [3_600_000, '1h'],
  [10_920_000, '3h2m'],
  [187_200_000, '2d4h'],
])('a duration of %p ms reads %p', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each<Row>([
  [null, '—'],
  [0, '$0.00'],
  [0.03, '$0.03'],
  [0.0042, '$0.0042'],
  [12.4, '$12.40'],
  [1234.5, '$1,234.50'],
])('a cost of %p reads %p', (usd, text) => {
  expect(formatCost(usd)).toBe(text);
});

test.each<Row>([
  [null, '—'],
  [0, '$0.00'],
  [0.000_01, '<$0.0001'],
  [0.0002, '$0.0002'],
  [0.003, '$0.003'],
  [0.01, '$0.01'],
  [0.25, '$0.25'],
  [0.1234, '$0.1234'],
  [2.5, '$2.50'],
])('the cost of one call of %p reads %p', (usd, text) => {
  expect(formatCallCost(usd)).toBe(text);
});

test.each<Row>([
  [null, '—'],
  [0, '0%'],
  [0.004, '0.4%'],
  [0.05, '5%'],
  [0.0996, '10%'],
  [0.944, '94%'],
  [1, '100%'],
])('a share of %p reads %p', (share, text) => {
  expect(formatPercent(share)).toBe(text);
});
