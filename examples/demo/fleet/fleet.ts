import type { Life } from '../world/stage.js';
import { createStage, type World } from '../world/stage.js';
import { contentWriter } from './content-writer.js';
import { contractReviewer } from './contract-reviewer.js';
import { crawler } from './crawler.js';
import { dataSync } from './data-sync.js';
import { invoiceProcessor } from './invoice-processor.js';
import { leadQualifier } from './lead-qualifier.js';
import { legacyScraper } from './legacy-scraper.js';
import { logSummarizer } from './log-summarizer.js';
import { researchAnalyst } from './research-analyst.js';
import { supportTriage } from './support-triage.js';
import { translationDesk } from './translation-desk.js';

/** The agents of the demo, by their ids. */
export const FLEET: Readonly<Record<string, Life>> = {
  'lead-qualifier': leadQualifier,
  'support-triage': supportTriage,
  'invoice-processor': invoiceProcessor,
  'research-analyst': researchAnalyst,
  'contract-reviewer': contractReviewer,
  'data-sync': dataSync,
  'content-writer': contentWriter,
  'legacy-scraper': legacyScraper,
  'translation-desk': translationDesk,
  'log-summarizer': logSummarizer,
};

/** The fleet, filled up with crawlers to `size` agents. */
export function fleetOf(size: number): ReadonlyMap<string, Life> {
  const lives = new Map(Object.entries(FLEET));
  for (let more = 1; lives.size < size; more += 1) {
    const id = `crawler-${String(more).padStart(4, '0')}`;
    lives.set(id, crawler(id));
  }
  return lives;
}

/** Brings agents to life. They act as soon as time passes. */
export function startFleet(lives: ReadonlyMap<string, Life>, world: World): void {
  for (const [id, live] of lives) live(createStage(world, id)).catch(world.onDefect);
}
