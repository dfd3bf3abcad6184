import { METRIC_GROUPS, METRICS, type MetricGroup } from '@hiveboard/sdk/contract';

/** What a metric may be grouped by; nothing when it is none, since a saved dashboard may hold any word. */
export function groupsFor(word: string): readonly MetricGroup[] {
  const metric = METRICS.find((known) => known === word);
  return metric === undefined ? [] : METRIC_GROUPS[metric];
}

/**
 * What a metric is grouped by where `groupBy` and `thenBy` are chosen. What it does not have stands for the first that it
 * has, or in the second place for nothing: so a choice outlives a change of the metric.
 */
export function chosenGroups(
  metric: string,
  { groupBy, thenBy = '' }: { readonly groupBy: string; readonly thenBy?: string | undefined },
): readonly MetricGroup[] {
  const known = groupsFor(metric);
  const first = groupBy === '' ? undefined : (known.find((group) => group === groupBy) ?? known[0]);
  const second = known.find((group) => group === thenBy && group !== first);
  return [first, second].filter((group) => group !== undefined);
}
