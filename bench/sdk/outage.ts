import { setTimeout as pause } from 'node:timers/promises';
import { init, type OutboxStats } from '@hiveboard/sdk';

/** How long nobody listens, and how much is said meanwhile. */
export interface OutageOptions {
  readonly endpoint: string;
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

/** Reports at a steady pace for as long as told, half of it inside running tasks, then sends what waits. */
export async function reportThroughOutage({ endpoint, seconds, eventsPerSecond }: OutageOptions): Promise<OutboxStats> {
  const hive = init({ endpoint, onWarning: () => undefined });
  const agent = hive.agent('bench', { heartbeatInterval: 0 });
  const task = agent.startTask('long', { project: 'outage' });
  const start = Date.now();
  let told = 0;
  while (told < seconds * eventsPerSecond) {
    const due = Math.min(seconds * eventsPerSecond, ((Date.now() - start) / 1000) * eventsPerSecond);
    for (; told < due; told++) {
      if (told % 2 === 0) agent.event(`e${told}`);
      else task.event(`e${told}`);
    }
    await pause(20);
  }
  process.send?.('told');
  task.complete();
  await hive.flush(120_000);
  const stats = hive.stats();
  await hive.shutdown();
  return stats;
}
