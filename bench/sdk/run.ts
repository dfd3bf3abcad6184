import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { OutboxStats } from '@hiveboard/sdk';
import { compare, type Comparison } from '../measure.js';
import type { SdkBenchOptions } from '../options.js';
import type { Job } from './child.js';
import type { CostResult } from './cost.js';
import type { Holder, MemoryResult } from './memory.js';
import { startSink } from './sink.js';

/** What a call costs the agent, beside the same by hand. */
export interface CostComparison extends Comparison {
  readonly what: string;
  /** Wall time of ours over that of the bare SDK; 1 is as fast. */
  readonly ratio: number;
}

/** What a run of the SDK found. */
export interface SdkBenchResult {
  readonly costs: readonly CostComparison[];
  readonly memory: { readonly tasks: number; readonly ours: number; readonly bare: number };
  readonly outage: {
    readonly seconds: number;
    readonly events: number;
    readonly lost: number;
    readonly stats: OutboxStats;
  };
}

const here = dirname(fileURLToPath(import.meta.url));

/** The child as plain JavaScript: a loader that compiles as it goes would be measured along with it. */
async function bundle(directory: string): Promise<string> {
  const outfile = join(directory, 'child.mjs');
  await promisify(execFile)(join(here, '../../node_modules/.bin/esbuild'), [
    join(here, 'child.ts'),
    `--outfile=${outfile}`,
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--target=node20',
    '--conditions=@hiveboard/source',
    // Packages of OpenTelemetry are CommonJS and call require.
    "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  ]);
  return outfile;
}

/** Runs a job in a process of its own; `onMessage` hears what it says on the way. */
async function inChild<T>(program: string, job: Job, onMessage: () => void = () => undefined): Promise<T> {
  const child = fork(program, [JSON.stringify(job)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.on('message', onMessage);
  let told = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (told += text));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`the measuring process ended with ${child.exitCode ?? child.signalCode}`);
  // What child.ts writes: the result of this very job.
  return JSON.parse(told) as T;
}

/** Measures the SDK: what it costs the agent, what open tasks take, and what an outage loses. */
export async function runSdkBench({
  rounds,
  tasks,
  openTasks,
  outageSeconds,
}: SdkBenchOptions): Promise<SdkBenchResult> {
  const directory = await mkdtemp(join(tmpdir(), 'hive-bench-sdk-'));
  const counting = await startSink({ keepsIds: true });
  const quiet = await startSink({ keepsIds: false });
  try {
    const program = await bundle(directory);
    const { endpoint } = quiet;
    const costs = await inChild<readonly CostResult[]>(program, { what: 'cost', endpoint, rounds, tasks });
    const heap = (holder: Holder): Promise<MemoryResult> =>
      inChild(program, { what: 'memory', endpoint, tasks: openTasks, holder });
    const [ours, bare] = [await heap('ours'), await heap('bare')];

    counting.isUp = false;
    const eventsPerSecond = 200;
    const outage = { endpoint: counting.endpoint, seconds: outageSeconds, eventsPerSecond };
    const stats = await inChild<OutboxStats>(program, { what: 'outage', ...outage }, () => {
      counting.isUp = true;
    });
    const events = outageSeconds * eventsPerSecond;
    return {
      costs: costs.map(({ what, samples }) => {
        const comparison = compare(samples.ours, samples.baseline);
        return { what, ...comparison, ratio: 1 / comparison.timesAsFast };
      }),
      memory: { tasks: openTasks, ours: ours.bytesPerTask, bare: bare.bytesPerTask },
      outage: { seconds: outageSeconds, events, lost: events - counting.eventIds.size, stats },
    };
  } finally {
    await Promise.all([counting.close(), quiet.close(), rm(directory, { recursive: true, force: true })]);
  }
}
