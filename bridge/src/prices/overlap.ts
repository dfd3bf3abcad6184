import type { OverrideEntry } from './override-entry.js';

/** What two overrides must not have in common at the same time: nobody could say which of them holds. */
const subjectOf = ({ tenant, model, provider, service_tier, context_above }: OverrideEntry): string =>
  JSON.stringify([tenant, model.toLowerCase(), provider, service_tier, context_above]);

/** The first two overrides of different names that are for the same calls at the same time. */
export function overlapIn(entries: readonly OverrideEntry[]): readonly [OverrideEntry, OverrideEntry] | undefined {
  const groups = new Map<string, OverrideEntry[]>();
  for (const entry of entries) {
    const group = groups.get(subjectOf(entry)) ?? [];
    groups.set(subjectOf(entry), [...group, entry]);
  }
  for (const group of groups.values()) {
    const sorted = group.toSorted((one, other) => (one.effective_from ?? 0) - (other.effective_from ?? 0));
    for (const [index, entry] of sorted.entries()) {
      const next = sorted[index + 1];
      if (next !== undefined && (entry.effective_to ?? Infinity) > (next.effective_from ?? 0)) return [entry, next];
    }
  }
  return undefined;
}
