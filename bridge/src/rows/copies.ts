/** A fact that is stored under an id, a time and an agent; the same in all its copies. */
interface Told {
  readonly eventId: string;
  readonly at: number;
  readonly origin: { readonly agentId: string };
}

/**
 * What a request tells several times, once: the last copy, which ClickHouse would keep. A final span repeats what progress
 * spans told, and whoever gathers spans, as a Collector does, sends them together.
 */
export function withoutCopies<Fact extends Told>(facts: readonly Fact[]): readonly Fact[] {
  const last = new Map<string, Fact>();
  for (const fact of facts) last.set(`${fact.eventId} ${fact.at} ${fact.origin.agentId}`, fact);
  return [...last.values()];
}
