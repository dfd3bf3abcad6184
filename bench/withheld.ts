import { readFileSync } from 'node:fs';

/** Processor time since the machine started, in ticks of all cores. */
export interface ProcessorTime {
  /** In which something ran. */
  readonly busy: number;
  /** In which something would have run, had the host of this virtual machine not let others run. */
  readonly withheld: number;
}

/** Reads the first line of `/proc/stat`. Undefined for a text that is none. */
export function processorTimeIn(stat: string): ProcessorTime | undefined {
  const [, user, nice, system, , , irq, softirq, steal] = stat.split('\n', 1).join('').split(/\s+/).map(Number);
  const ran = [user, nice, system, irq, softirq].map((ticks = NaN) => ticks);
  if (steal === undefined || ![...ran, steal].every(Number.isFinite)) return undefined;
  return { busy: ran.reduce((sum, ticks) => sum + ticks, 0), withheld: steal };
}

/** The share of the time wanted between two moments that the host withheld, from 0 to 1. */
export function withheldBetween(before: ProcessorTime, after: ProcessorTime): number {
  const withheld = after.withheld - before.withheld;
  const wanted = after.busy - before.busy + withheld;
  return wanted === 0 ? 0 : withheld / wanted;
}

const now = (): ProcessorTime | undefined =>
  process.platform === 'linux' ? processorTimeIn(readFileSync('/proc/stat', 'utf8')) : undefined;

/** Does work, and tells how much of the processor's time that it wanted the host withheld; null where nobody knows. */
export async function withWithheld<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly withheld: number | null }> {
  const before = now();
  const result = await work();
  const after = now();
  return { result, withheld: before === undefined || after === undefined ? null : withheldBetween(before, after) };
}
