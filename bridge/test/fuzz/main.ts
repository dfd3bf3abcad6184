import { parseArgs } from 'node:util';
import { otlp, startTestBridge } from '../test-bridge.js';
import { fuzzApi, type StatusCounts } from './api.js';
import { DECODERS, fuzzDecoder, type DecoderCounts } from './decoders.js';

/** Inputs are tried in rounds, between which the heap is looked at. */
const ROUNDS = 10;
/** Questions go through a socket and ClickHouse: one in so many inputs is one. */
const ONE_QUESTION_IN = 100;
/** What a heap may differ by without anything having grown. */
const NOISE_BYTES = 16 * 1024 * 1024;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '200000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
if (!Number.isSafeInteger(inputs) || inputs < 100 || !Number.isSafeInteger(seed)) {
  say('npm run fuzz -- [--inputs <a number from 100, default 200000>] [--seed <a number>]');
  process.exit(2);
}

const collect = globalThis.gc;
const heap = (): number => {
  collect?.();
  return process.memoryUsage().heapUsed;
};

const whole = new Intl.NumberFormat('en');
const totals = new Map<string, DecoderCounts[]>(Object.keys(DECODERS).map((name) => [name, []]));
const statuses: StatusCounts[] = [];
const heaps: number[] = [];
const questions = Math.ceil(inputs / ONE_QUESTION_IN / ROUNDS);
const bodies = Math.ceil((inputs / ROUNDS - questions) / totals.size);

say(`${whole.format(inputs)} inputs, seed ${seed}`);
const hive = await startTestBridge();
try {
  const start = Date.now() - 60_000;
  const attributes = { 'hive.record': 'task', 'hive.agent.id': 'shop', 'hive.task.id': 'task-1' };
  await hive.send(otlp([{ start, end: start + 1000, attributes }]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, decoder] of Object.entries(DECODERS)) {
      totals.get(name)?.push(fuzzDecoder(decoder, { inputs: bodies, seed: seed + round }));
    }
    statuses.push(await fuzzApi(hive.bridge.url, { inputs: questions, seed: seed + round }));
    heaps.push(heap());
    say(`${(100 * (round + 1)) / ROUNDS} %, heap ${Math.round((heaps.at(-1) ?? 0) / 2 ** 20)} MiB`);
  }
} finally {
  await hive.stop();
}

for (const [name, counts] of totals) {
  const sum = (key: keyof DecoderCounts): string => whole.format(counts.reduce((all, each) => all + each[key], 0));
  const slowest = Math.max(...counts.map(({ slowestMs }) => slowestMs)).toFixed(0);
  say(
    `${name}: ${whole.format(bodies * ROUNDS)} requests, ${sum('refused')} refused; ${sum('kept')} kept, ` +
      `${sum('unsound')} left out, ${sum('rows')} rows; slowest ${slowest} ms`,
  );
}
const answered = (status: number): number => statuses.reduce((sum, counts) => sum + (counts.get(status) ?? 0), 0);
say(
  `API: ${whole.format(questions * ROUNDS)} questions, ` +
    [200, 400, 404].map((status) => `${whole.format(answered(status))} × ${status}`).join(', '),
);
// The first round also warms caches and code up.
const grown = (heaps.at(-1) ?? 0) - (heaps[1] ?? 0);
say(`Heap: ${(grown / 2 ** 20).toFixed(1)} MiB more after the last round than after the second.`);
if (grown > NOISE_BYTES) {
  say('The heap has grown.');
  process.exitCode = 1;
}
