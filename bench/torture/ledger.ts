import { KEYS, type SUMS, type Task, type Tenant, type TrueCall } from './workload.js';

/** What calls of one group come to, in whole billionths, tokens and microseconds. */
export type Sums = Readonly<Record<(typeof SUMS)[number], bigint>>;

/** All that was sent, and what it must come to: the other side of the books. */
export interface Ledger {
  readonly add: (task: Task) => void;
  readonly calls: readonly TrueCall[];
  readonly tasks: readonly Task[];
  /** Sums by hour or day and group. */
  readonly groups: (widthMs: number) => ReadonlyMap<string, Sums>;
}

/** How a group of an hour or day is called. */
const groupName = (tenant: string, start: number, keys: Readonly<Record<(typeof KEYS)[number], string>>): string =>
  [tenant, start, ...KEYS.map((key) => keys[key])].join('|');

const total = (one: Sums, other: Sums): Sums => ({
  calls: one.calls + other.calls,
  failed_calls: one.failed_calls + other.failed_calls,
  tokens_in: one.tokens_in + other.tokens_in,
  tokens_out: one.tokens_out + other.tokens_out,
  cache_read_tokens: one.cache_read_tokens + other.cache_read_tokens,
  cache_write_tokens: one.cache_write_tokens + other.cache_write_tokens,
  reasoning_tokens: one.reasoning_tokens + other.reasoning_tokens,
  cost: one.cost + other.cost,
  input_cost: one.input_cost + other.input_cost,
  split_cost: one.split_cost + other.split_cost,
  split_calls: one.split_calls + other.split_calls,
  duration_us: one.duration_us + other.duration_us,
  timed_calls: one.timed_calls + other.timed_calls,
});

/** Billionths of dollars of a tenant's calls, by where their cost is from. */
export const dollarsOf = (calls: readonly TrueCall[], tenant: Tenant, source: string): bigint =>
  calls.reduce(
    (sum, call) => (call.tenant === tenant && call.keys.cost_source === source ? sum + call.sums.cost : sum),
    0n,
  );

export function createLedger(): Ledger {
  const tasks: Task[] = [];
  const calls: TrueCall[] = [];
  return {
    tasks,
    calls,
    add: (task) => {
      tasks.push(task);
      calls.push(...task.calls);
    },
    groups: (widthMs) => {
      const groups = new Map<string, Sums>();
      for (const { tenant, at, keys, sums } of calls) {
        const name = groupName(tenant, Math.floor(at / widthMs) * widthMs, keys);
        const before = groups.get(name);
        groups.set(name, before === undefined ? sums : total(before, sums));
      }
      return groups;
    },
  };
}
