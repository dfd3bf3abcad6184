import { init, type Hive } from '@hiveboard/sdk';
import type { TaskSummary } from '@hiveboard/sdk/contract';
import { fleetOf, startFleet } from './fleet/fleet.js';
import { findLastRun, type BridgeApi } from './last-run.js';
import { SimulatedTime } from './world/simulated-time.js';

/** What the fleet needs to tell its story. */
export interface StoryOptions {
  readonly api: BridgeApi;
  readonly ingestKey: string;
  readonly fleetSize: number;
  /** How far history has come, 0 to 1, and at which moment it is, epoch milliseconds. */
  readonly onHistory: (progress: { readonly share: number; readonly at: number; readonly spans: number }) => void;
  /** Hears about trouble with the telemetry, and about defects of the demo. */
  readonly onTrouble: (message: string) => void;
  /** Called as soon as there is something to stop: lets the agents say goodbye and sends what waits. */
  readonly onStart: (stop: () => Promise<void>) => void;
}

/** The fleet, alive. */
export interface Story {
  /** Since when there is history now, epoch milliseconds, and whether earlier runs left some. */
  readonly history: { readonly from: number; readonly continues: boolean };
  readonly stats: Hive['stats'];
}

const DAY = 24 * 3_600_000;
/** So many spans may wait before history pauses: well under what the SDK holds. */
const MOST_PENDING = 1_500;
const SPANS_HELD = 32_768;
const FLUSH_LIMIT_MS = 60_000;

/** Ends what a killed run left open, at the moment it was last heard of: nobody else will. */
function closeLeftovers(
  tasks: readonly TaskSummary[],
  endedAt: number,
  { api, ingestKey }: StoryOptions,
): Promise<void> {
  let now = endedAt;
  const hive = init({ endpoint: api.url, apiKey: ingestKey, group: 'demo', clock: () => now });
  for (const { agent_id, task_id, task_run_id, task_type, project_id, started_at } of tasks) {
    const agent = hive.agent(agent_id, { heartbeatInterval: 0 });
    now = Date.parse(started_at);
    const task = agent.startTask(task_id, {
      runId: task_run_id,
      project: project_id,
      ...(task_type !== null && { type: task_type }),
    });
    now = Math.max(endedAt, now);
    task.cancel('The demo was killed');
  }
  return hive.shutdown();
}

/**
 * Brings the fleet to life: first the history that is missing, in seconds, then live.
 * Resolves when it is live.
 */
export async function tellStory(options: StoryOptions): Promise<Story> {
  const { api, ingestKey, fleetSize, onHistory, onTrouble, onStart } = options;
  const lives = fleetOf(fleetSize);
  const liveAt = Date.now();
  const last = await findLastRun(api, (agentId) => lives.has(agentId));
  const from = Math.min(Math.max(liveAt - DAY, last.endedAt ?? 0), liveAt);
  if (last.openTasks.length > 0) await closeLeftovers(last.openTasks, last.endedAt ?? from, options);

  const time = new SimulatedTime(from);
  let stopping = false;
  const hive = init({
    endpoint: api.url,
    apiKey: ingestKey,
    environment: 'production',
    group: 'demo',
    serviceName: 'demo-fleet',
    clock: time.now,
    maxQueueSize: SPANS_HELD,
    onWarning: (message) => {
      if (!stopping) onTrouble(message);
    },
  });
  onStart(async () => {
    stopping = true;
    time.stop('The demo was stopped');
    await hive.shutdown();
  });
  startFleet(lives, {
    hive,
    time,
    liveAt,
    onDefect: (error) => {
      onTrouble(error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
  });
  const tell = (): void => {
    const whole = Math.max(1, Date.now() - from);
    onHistory({ share: Math.min(1, (time.now() - from) / whole), at: time.now(), spans: hive.stats().sent });
  };
  await time.play(Date.now, async () => {
    if (hive.stats().pending < MOST_PENDING) return;
    await hive.flush(FLUSH_LIMIT_MS);
    tell();
  });
  await hive.flush(FLUSH_LIMIT_MS);
  // Sending took a moment, too.
  await time.play(Date.now);
  time.goLive();
  tell();
  return {
    history: { from, continues: last.endedAt !== undefined },
    stats: hive.stats,
  };
}
