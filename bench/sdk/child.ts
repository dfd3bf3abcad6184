import { measureCost, type CostOptions } from './cost.js';
import { measureMemory, type Holder } from './memory.js';
import { reportThroughOutage, type OutageOptions } from './outage.js';

/** What a process of its own is to measure: heaps and garbage of one must not weigh on another. */
export type Job =
  | ({ readonly what: 'cost' } & CostOptions)
  | { readonly what: 'memory'; readonly endpoint: string; readonly tasks: number; readonly holder: Holder }
  | ({ readonly what: 'outage' } & OutageOptions);

function run(job: Job): Promise<unknown> {
  switch (job.what) {
    case 'cost':
      return measureCost(job);
    case 'memory':
      return measureMemory(job);
    case 'outage':
      return reportThroughOutage(job);
  }
}

// The parent is run.ts, which passes exactly this.
const job = JSON.parse(process.argv[2] ?? '') as Job;
process.stdout.write(JSON.stringify(await run(job)));
