import { forgive, Mishap } from '../world/mishap.js';
import { GEMINI_FLASH } from '../world/models.js';
import type { Life } from '../world/stage.js';

const HISTORY_MS = 15 * 60_000;

/** One of many alike, for those who want to see a large fleet. Cheap to run, and with little history. */
export const crawler =
  (id: string): Life =>
  async ({ hive, random, work, rest, ask, number, sinceLive }) => {
    await work(-sinceLive() - HISTORY_MS, -sinceLive() - HISTORY_MS + 60_000);
    const agent = hive.agent(id, { type: 'crawler', version: '1.0.0', heartbeatInterval: 30 });
    for (;;) {
      await rest(90_000);
      const crawled = agent.task(`${id}-${number()}`, { project: 'crawling', type: 'crawl' }, async (task) => {
        await task.track('fetch_page', () => work(500, 4_000));
        task.llmCall('sum_up', await ask(GEMINI_FLASH, { tokensIn: [500, 3_000], tokensOut: [50, 200] }));
        if (random.chance(0.03)) throw new Mishap('HttpError', 'The page answered 410: gone');
      });
      await crawled.catch(forgive);
    }
  };
