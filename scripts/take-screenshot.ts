import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type Client } from '@hiveboard/bridge/client';
import type { TaskSummary } from '@hiveboard/sdk/contract';
import { startDemoProcess, type DemoProcess } from '../examples/test/demo-process.js';
import { launchBrowser, type BrowserDriver } from '../grafana-plugin/test/browser.js';

// `npm run screenshot [address of a running preview]`: pictures of the product for the README, from the demo itself.

const FOLDER = fileURLToPath(new URL('../docs/images', import.meta.url));
const APP = '/a/hiveboard-hive-app';
const THEMES = ['dark', 'light'] as const;
const SIZE = { width: 1600, height: 1000 };
const MOST_BYTES = 400 * 1024;
/** The scraper hangs about a minute after the start; before, nothing is stuck. */
const PATIENCE_MS = 600_000;
const LOOK_AGAIN_MS = 2_000;

interface Shot {
  readonly name: string;
  readonly path: string;
  /** Shown once it is there. */
  readonly landmark: string;
}

/** The API through the preview, which adds its own key. */
const clientAt = (preview: string): Client => createClient({ url: `${preview}/api/datasources/proxy/uid/hive` });

async function until<T>(what: string, find: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** A fleet worth a picture: somebody stuck, somebody waiting, some at work. */
const isLively = (preview: string) => async (): Promise<true | undefined> => {
  const { data } = await clientAt(preview).get('/v1/agents');
  const count = (status: string): number => data.filter(({ derived_status }) => derived_status === status).length;
  return (count('stuck') > 0 && count('waiting') > 0 && count('processing') > 3) || undefined;
};

/** A running task that has come far enough to show what a timeline is. */
const richTask = (preview: string) => async (): Promise<TaskSummary | undefined> => {
  const { data } = await clientAt(preview).get('/v1/tasks', {
    params: { agent_id: 'research-analyst', status: 'processing', limit: 5 },
  });
  return data.find(({ calls, action_count }) => calls >= 4 && action_count >= 4);
};

async function take(browser: BrowserDriver, preview: string, shot: Shot): Promise<void> {
  for (const theme of THEMES) {
    const opened = await browser.openPage(preview + shot.path, { theme, ...SIZE });
    const { page } = opened;
    await page.locator(shot.landmark).first().waitFor();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => document.fonts.ready);
    const file = join(FOLDER, `${shot.name}-${theme}.png`);
    await page.screenshot({ path: file, animations: 'disabled' });
    opened.expectClean();
    await opened.close();
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes; the README allows ${MOST_BYTES}`);
    console.log(`${file} (${Math.round(size / 1024)} KB)`);
  }
}

async function takeAll(preview: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const browser = await launchBrowser();
  try {
    console.log('Waiting for a moment worth a picture …');
    const task = await until('a long running task', richTask(preview));
    const path = `${APP}/tasks/${encodeURIComponent(task.task_id)}`;
    await take(browser, preview, { name: 'timeline', path, landmark: 'text=/Plan · /' });
    await take(browser, preview, { name: 'costs', path: `${APP}/costs`, landmark: 'text=Cost by model' });
    await until('a lively fleet', isLively(preview));
    await take(browser, preview, { name: 'hive', path: APP, landmark: 'text=legacy-scraper' });
  } finally {
    await browser.close();
  }
}

async function startOwnDemo(dataDir: string): Promise<{ readonly demo: DemoProcess; readonly preview: string }> {
  console.log('Starting the demo …');
  const demo = startDemoProcess(dataDir);
  const preview = await demo.until('its address', () => /HiveBoard\s+(http:\S+)/.exec(demo.output())?.[1]);
  return { demo, preview };
}

async function main(running: string | undefined): Promise<void> {
  if (running !== undefined) {
    await takeAll(running.replace(/\/$/, ''));
    return;
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'hive-screenshot-'));
  const { demo, preview } = await startOwnDemo(dataDir);
  try {
    await takeAll(preview);
  } finally {
    demo.child.kill('SIGINT');
    await demo.ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main(process.argv[2]);
