import type { Task } from '@hiveboard/sdk';
import { forgive, Mishap } from '../world/mishap.js';
import { HAIKU } from '../world/models.js';
import type { Stage } from '../world/stage.js';
import { WorkQueue } from '../world/work-queue.js';

const SITES = ['prices.tyres.example', 'tenders.gov.example', 'freight-index.example', 'spare-parts.example'] as const;

const MINUTE = 60_000;
/** Live, it hangs once in every round of so many milliseconds, early enough for a visitor to see it. */
const ROUND_MS = 8 * MINUTE;
const HANG_FROM_MS = 0.3 * MINUTE;
const HANG_UNTIL_MS = 4 * MINUTE;

/**
 * An old program around a headless browser that hangs now and then. It beats by hand, from its main loop: a timer
 * would beat on while the loop hangs. When it does, its card turns to stuck while work rots in its queue.
 */
export async function legacyScraper(stage: Stage): Promise<never> {
  const { hive, random, work, rest, number, now, sinceLive, meanwhile } = stage;
  const queue = new WorkQueue(now);
  let pages = 0;
  const agent = hive.agent('legacy-scraper', {
    type: 'scraper',
    version: '0.3.11-beta',
    framework: 'puppeteer',
    heartbeatInterval: 0,
    stuckThreshold: 45,
  });
  const beat = (): void => {
    agent.heartbeat({ summary: `${pages} pages read, ${queue.depth} to go`, data: { pages } });
    agent.queueSnapshot(queue.snapshot());
  };

  meanwhile(async () => {
    for (;;) {
      const site = random.pick(SITES);
      if (queue.depth < 14) {
        queue.add({ id: `page-${number()}`, summary: `https://${site}/`, priority: 'low', source: 'scheduled' });
      }
      await rest(14_000);
    }
  });

  const scrape = async (task: Task, url: string): Promise<void> => {
    await task.track('open_page', async (action) => {
      await work(1_500, 7_000);
      action.setPayload({ url });
      if (random.chance(0.08)) throw new Mishap('NavigationTimeoutError', `${url} did not load within 30 s`);
    });
    task.llmCall(
      'extract_table',
      await stage.ask(HAIKU, {
        tokensIn: [3_500, 9_000],
        tokensOut: [200, 700],
        prompt: `Extract the price table of ${url} as CSV.`,
        response: 'item;price;currency\n205/55 R16;64.90;EUR\n…',
      }),
    );
    pages += 1;
  };

  /** How long it hangs if it hangs now; 0 if it does not. */
  const hangsFor = (): number => {
    const round = sinceLive() % ROUND_MS;
    if (sinceLive() < 0) return random.chance(0.004) ? random.between(4 * MINUTE, 20 * MINUTE) : 0;
    return round > HANG_FROM_MS && round < HANG_UNTIL_MS ? HANG_UNTIL_MS - round : 0;
  };

  for (;;) {
    const hang = hangsFor();
    if (hang > 0) {
      await work(hang, hang);
      agent.reportIssue({
        issueId: 'browser-hangs',
        summary: 'The headless browser hung and was restarted',
        severity: 'high',
        category: 'other',
        context: { hung_seconds: Math.round(hang / 1_000) },
      });
    }
    beat();
    const page = queue.take();
    if (page === undefined) {
      await rest(10_000);
      continue;
    }
    await agent
      .task(page.id, { project: 'market-data', type: 'scrape' }, (task) => scrape(task, page.summary))
      .catch(forgive);
    queue.done();
    if (random.chance(0.02)) agent.resolveIssue({ issueId: 'browser-hangs', summary: 'No hang for a while' });
    await work(6_000, 12_000);
  }
}
