import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.js';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long a page may take to show what is waited for: machines are busy. */
const PATIENCE_MS = 120_000;

/** How a page is opened. */
export interface OpenOptions {
  /** Default `dark`. */
  readonly theme?: 'dark' | 'light';
  /** Pixels; default 1280 × 800. */
  readonly width?: number;
  readonly height?: number;
  /** Problems whose text matches one of these are expected, e.g. `/502/` while the bridge is down. */
  readonly expected?: readonly RegExp[];
}

/** A page and everything that went wrong on it since it was opened. */
export interface OpenPage {
  readonly page: Page;
  /** One line per console error or warning, uncaught error, failed request or answer of 400 and above. */
  readonly problems: readonly string[];
  /** @throws Error listing the problems, when there are any. */
  expectClean(): void;
  /** Saves `<name>.png` in the folder that `HIVE_SCREENSHOTS` names; does nothing when it is unset. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** A running Chromium. */
export interface BrowserDriver {
  openPage(url: string, options?: OpenOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

/**
 * Starts Chromium.
 * @throws Error when there is none: `npm test` installs one or says how.
 */
export async function launchBrowser(): Promise<BrowserDriver> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium found: set HIVE_CHROMIUM to one, or run npm test');
  const browser = await chromium.launch({ executablePath, args: flags });
  return {
    openPage: (url, options = {}) => openPage(browser, url, options),
    close: () => browser.close(),
  };
}

async function openPage(browser: Browser, url: string, options: OpenOptions): Promise<OpenPage> {
  const { theme = 'dark', width = 1280, height = 800, expected = [] } = options;
  const context = await browser.newContext({ viewport: { width, height }, locale: 'en-US', reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const problems: string[] = [];
  recordProblems(page, (problem) => {
    if (!expected.some((pattern) => pattern.test(problem))) problems.push(problem);
  });
  const address = new URL(url);
  address.searchParams.set('theme', theme);
  await page.goto(address.href);
  return {
    page,
    problems,
    expectClean: () => {
      if (problems.length > 0) throw new Error(`${url} (${theme}) is not clean:\n${problems.join('\n')}`);
    },
    screenshot: (name) => saveScreenshot(page, name),
    close: () => closeContext(context),
  };
}

function recordProblems(page: Page, record: (problem: string) => void): void {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      record(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => {
    record(`uncaught: ${error.stack ?? error.message}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // A page that leaves or asks again gives up its requests: that is how it should be.
    if (reason !== 'net::ERR_ABORTED') record(`request: ${request.method()} ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) record(`response: ${response.status()} ${response.url()}`);
  });
}

async function saveScreenshot(page: Page, name: string): Promise<void> {
  const { HIVE_SCREENSHOTS: folder = '' } = process.env;
  if (folder === '') return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

const closeContext = (context: BrowserContext): Promise<void> => context.close();
