import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBridge } from '@hiveboard/bridge';
import { openDatabase, type Database } from '@hiveboard/clickhouse';
import type { ApiBenchOptions } from '../options.js';
import { ask, type Answered } from './ask.js';
import { startAsker } from './asker.js';
import { bytesOfCalls, fillUp, startFilling, type Filling } from './build.js';
import { isExact } from './exact.js';
import { QUESTIONS } from './questions.js';

/** What was found with so many calls. */
export interface ApiSizeResult {
  readonly calls: number;
  /** What the calls alone take on the disk. */
  readonly bytesOnDisk: number;
  /** How long it took to make them, with their rollups, in milliseconds. */
  readonly builtInMs: number;
  /** Whether the API's month is the sum over its calls, to the last decimal. */
  readonly isExact: boolean;
  readonly answers: readonly Answered[];
}

/** What the API's part of a run found, the smallest size first. */
export interface ApiBenchResult {
  readonly agents: number;
  readonly runs: number;
  readonly timelineEvents: number;
  readonly sizes: readonly ApiSizeResult[];
}

type Options = ApiBenchOptions & { readonly progress: (what: string) => void };

async function measureSize(
  filling: Filling,
  folder: string,
  { rounds, progress }: Options,
): Promise<Pick<ApiSizeResult, 'isExact' | 'answers'>> {
  const bridge = await startBridge(
    {
      host: '127.0.0.1',
      port: 0,
      database: { kind: 'embedded', dataDir: '' },
      spool: { folder: join(folder, 'spool'), maxBytes: 64 * 1024 * 1024 },
      keys: [],
      maxBodyBytes: 1024 * 1024,
    },
    {
      database: filling.database,
      log: {
        error: (details, message) => {
          console.error(message, details);
        },
      },
    },
  );
  const asker = startAsker();
  try {
    const answers: Answered[] = [];
    for (const question of QUESTIONS) {
      progress(`asking: ${question.name}`);
      answers.push(await ask(filling, question, { asker, url: bridge.url, rounds }));
    }
    return { answers, isExact: await isExact(filling, bridge.url) };
  } finally {
    await asker.close();
    await bridge.close();
  }
}

async function measureSizes(database: Database, folder: string, options: Options): Promise<readonly ApiSizeResult[]> {
  let filling = await startFilling(database, options);
  const sizes: ApiSizeResult[] = [];
  try {
    for (const calls of options.calls.toSorted((a, b) => a - b)) {
      const started = performance.now();
      filling = await fillUp(filling, { calls, agents: options.agents }, options.progress);
      const builtInMs = performance.now() - started;
      const bytesOnDisk = await bytesOfCalls(filling);
      sizes.push({ calls, bytesOnDisk, builtInMs, ...(await measureSize(filling, folder, options)) });
    }
  } finally {
    await filling.admin.close();
  }
  return sizes;
}

/**
 * Fills an engine of its own with calls, more and more, and asks the API.
 *
 * @throws {Error} when the engine does not start or a question is not answered
 */
export async function runApiBench(options: Options): Promise<ApiBenchResult> {
  const { agents, runs, timelineEvents } = options;
  const folder = await mkdtemp(join(tmpdir(), 'hive-bench-api-'));
  try {
    const database = await openDatabase({ kind: 'embedded', dataDir: join(folder, 'clickhouse') });
    try {
      return { agents, runs, timelineEvents, sizes: await measureSizes(database, folder, options) };
    } finally {
      await database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
