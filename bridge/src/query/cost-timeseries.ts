import type { CallGroup, CostTimeseries, Metered, SplitSpend } from '@hiveboard/sdk/contract';
import { CALL_MEASURE } from './call-measure.js';
import { overTime, type SeriesQuestion } from './metrics.js';
import { bucketsIn } from './period.js';
import type { Reader } from './reader.js';

/** Which calls, in which buckets, parted by what. */
export interface CostTimeseriesQuestion extends Omit<SeriesQuestion, 'groups' | 'limit'> {
  readonly splitBy: CallGroup | null;
}

/** How many parts of a bucket are told one by one. */
const MOST_PARTS = 20;

/** What calls come to, in a bucket that tells more. */
const spendIn = ({
  timestamp: _timestamp,
  group: _group,
  keys: _keys,
  value: _value,
  ...spend
}: Metered<'cost', SplitSpend>['timeseries'][number]): SplitSpend => spend;

/** What calls cost over time: every bucket of the period, and its parts. */
export async function findCostTimeseries(
  reader: Reader,
  { splitBy, ...question }: CostTimeseriesQuestion,
  signal?: AbortSignal,
): Promise<CostTimeseries> {
  const groups = splitBy === null ? [] : [splitBy];
  const { all: totals, byGroup } = await overTime(
    reader,
    { metric: 'cost', measure: CALL_MEASURE, question: { ...question, groups, limit: MOST_PARTS } },
    signal,
  );
  const parts = splitBy === null ? [] : byGroup;
  const { period, intervalSeconds } = question;
  const width = intervalSeconds * 1000;
  const first = Math.floor(period.since / width) * width;
  const spendAt = new Map(totals.map((row) => [row.timestamp, spendIn(row)]));
  const partsAt = new Map<string, ({ readonly group: string | null } & SplitSpend)[]>();
  for (const row of parts) {
    const part = { group: row.group, ...spendIn(row) };
    partsAt.set(row.timestamp, [...(partsAt.get(row.timestamp) ?? []), part]);
  }
  return {
    since: new Date(period.since).toISOString(),
    until: new Date(period.until).toISOString(),
    interval_seconds: intervalSeconds,
    split_by: splitBy,
    buckets: Array.from({ length: bucketsIn(period, intervalSeconds) }, (_, index) => {
      const timestamp = new Date(first + index * width).toISOString();
      const spend = spendAt.get(timestamp) ?? CALL_MEASURE.none;
      return { timestamp, ...spend, parts: partsAt.get(timestamp) ?? [] };
    }),
  };
}
