import { Counter, type Registry } from 'prom-client';

/** A counter of US dollars that stays exact to the billionth. */
export interface DollarCounter<Label extends string> {
  readonly inc: (labels: Readonly<Record<Label, string>>, dollars: number) => void;
}

/** A number of billionths as the nearest number of ones. */
const ones = (billionths: bigint): number =>
  Number(`${billionths / 1_000_000_000n}.${(billionths % 1_000_000_000n).toString().padStart(9, '0')}`);

/** Sums of floating-point dollars drift, a bit with every call. Whole billionths, as ClickHouse keeps them, do not. */
export function createDollarCounter<Label extends string>(
  about: { readonly name: string; readonly help: string; readonly labelNames: readonly Label[] },
  registry: Registry,
): DollarCounter<Label> {
  const sums = new Map<string, { readonly labels: Readonly<Record<Label, string>>; billionths: bigint }>();
  new Counter({
    ...about,
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, billionths } of sums.values()) this.inc(labels, ones(billionths));
    },
  });
  return {
    inc: (labels, dollars) => {
      const billionths = BigInt(Math.round(dollars * 1e9));
      const key = about.labelNames.map((name) => labels[name]).join('\n');
      const sum = sums.get(key);
      if (sum === undefined) sums.set(key, { labels, billionths });
      else sum.billionths += billionths;
    },
  };
}
