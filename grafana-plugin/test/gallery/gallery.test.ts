import type { Page } from 'playwright-core';
import { until } from '../../../clickhouse/test/until.js';
import { launchBrowser, type BrowserDriver, type OpenPage } from '../browser.js';
import { startGallery, type Gallery } from './serve.js';

let gallery: Gallery;
let browser: BrowserDriver;

beforeAll(async () => {
  [gallery, browser] = await Promise.all([startGallery(), launchBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await gallery.close();
});

const themes = ['dark', 'light'] as const;
type Theme = (typeof themes)[number];

interface StoryOptions {
  readonly theme?: Theme;
  readonly width?: number;
}

/** Opens a story, looks at it, and says afterwards whether it was clean. */
async function withStory(
  name: string,
  look: (page: Page, open: OpenPage) => Promise<void>,
  { theme = 'dark', width = 1280 }: StoryOptions = {},
): Promise<void> {
  const open = await browser.openPage(gallery.storyUrl(name), { theme, width, height: 900 });
  try {
    await open.page.locator('[data-testid=timeline-view], [data-testid=cost-explorer]').waitFor();
    await look(open.page, open);
    open.expectClean();
  } finally {
    await open.close();
  }
}

const node = (page: Page, id: string) => page.locator(`[data-node-id="${id}"]`);
const detail = (page: Page) => page.getByTestId('timeline-detail');
const focusedNode = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-node-id') ?? null);

const stories = [
  'timeline-rich',
  'timeline-retried',
  'timeline-failed',
  'timeline-running',
  'timeline-replanned',
  'timeline-waiting',
  'timeline-silent',
  'timeline-hostile',
  'timeline-long',
  'cost-day',
  'cost-unpriced',
  'cost-empty',
  'cost-hostile',
  'cost-loading',
];

describe.each(themes)('in the %s theme', (theme) => {
  test.each(stories)('%s is drawn without a complaint and fits wide and narrow pages', async (story) => {
    await withStory(
      story,
      async (page, open) => {
        for (const width of [1600, 900, 420]) {
          await page.setViewportSize({ width, height: 900 });
          const { scroll, client } = await page.evaluate(() => ({
            scroll: document.documentElement.scrollWidth,
            client: document.documentElement.clientWidth,
          }));
          expect({ width, overflow: scroll - client }).toEqual({ width, overflow: 0 });
          await open.screenshot(`${story}-${width}-${theme}`);
        }
      },
      { theme },
    );
  });

  test('a click on a call opens all that is known of it', async () => {
    await withStory(
      'timeline-rich',
      async (page) => {
        await node(page, 'llm_call-6400').click();
        const text = await detail(page).innerText();
        for (const part of [
          'score_lead',
          'claude-sonnet-4-5',
          '$0.0192',
          'Reported by the agent',
          '2.9s',
          '3.2K',
          '640',
          '83% in, 17% out',
          'Score the following lead',
          '"budget confirmed"',
          'stop_reason',
          'end_turn',
        ]) {
          expect(text).toContain(part);
        }
        await node(page, 'llm_call-6400').click();
        await detail(page).waitFor({ state: 'detached' });
      },
      { theme },
    );
  });
});

describe('the timeline', () => {
  test('a call carries its model, tokens and cost, estimated where nobody reported one', async () => {
    await withStory('timeline-rich', async (page) => {
      expect(await node(page, 'llm_call-2100').innerText()).toMatch(
        /gpt-4o-mini\s+820 → 90\s+~\$0.0002\s+extract_company/,
      );
      expect(await node(page, 'llm_call-6400').getAttribute('data-tone')).toBe('llm');
      expect(await page.getByTestId('task-cost').innerText()).toBe('$0.03~$0.0002');
    });
  });

  test('arrow keys walk, Enter opens, Escape closes', async () => {
    await withStory('timeline-rich', async (page) => {
      await node(page, 'task:start').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowLeft');
      expect(await focusedNode(page)).toBe('plan_created-60');
      await page.keyboard.press('End');
      expect(await focusedNode(page)).toBe('task:end');
      await page.keyboard.press('Enter');
      expect(await detail(page).innerText()).toContain('Completed');
      await page.keyboard.press('ArrowLeft');
      expect(await detail(page).innerText()).toContain('draft_email');
      await page.keyboard.press('Escape');
      await detail(page).waitFor({ state: 'detached' });
      expect(await focusedNode(page)).toBe('llm_call-10200');
    });
  });

  test('only one node is a stop of the Tab key', async () => {
    await withStory('timeline-rich', async (page) => {
      expect(await page.locator('[data-node-id][tabindex="0"]').count()).toBe(1);
      await node(page, 'issue-7000').click();
      expect(await page.locator('[data-node-id][tabindex="0"]').getAttribute('data-node-id')).toBe('issue-7000');
    });
  });

  test('an unknown kind shows its summary, tags and data', async () => {
    await withStory('timeline-rich', async (page) => {
      await node(page, 'memory_op-7600').click();
      const text = await detail(page).innerText();
      for (const part of ['memory_op', 'Stored 3 facts', 'write', 'latency_ms', '12', '"budget"'])
        expect(text).toContain(part);
    });
  });

  test('a plan has a segment for each step, in the state of the step', async () => {
    await withStory('timeline-running', async (page) => {
      const segments = page.getByTestId('plan-bar').locator('[data-state]');
      expect(await segments.evaluateAll((all) => all.map((each) => each.getAttribute('data-state')))).toEqual([
        'completed',
        'started',
        'pending',
      ]);
      expect(await page.getByTestId('plan-bar').innerText()).toContain('1/3 completed');
    });
  });

  test.each(['hover', 'focus'] as const)('a plan step tells its description, turns and tokens on %s', async (how) => {
    await withStory('timeline-rich', async (page) => {
      const step = page.getByTestId('plan-bar').getByRole('button').nth(2);
      await step[how]();
      const tip = page.getByRole('tooltip');
      await tip.waitFor();
      expect(await tip.innerText()).toBe('3. Score lead\nCompleted · 2 turns · 3.8K tokens');
    });
  });

  test('a changed plan is marked, a skipped step struck through', async () => {
    await withStory('timeline-replanned', async (page) => {
      expect(await page.getByTestId('plan-bar').innerText()).toContain('Revised · rev 1');
      const skipped = page.locator('[data-state=skipped]').getByText('Ask the author');
      expect(await skipped.evaluate((element) => getComputedStyle(element).textDecorationLine)).toBe('line-through');
      expect(await node(page, 'plan_created-100').count()).toBe(1);
    });
  });

  test('a task without a plan has no bar, one without events says so', async () => {
    await withStory('timeline-silent', async (page) => {
      expect(await page.getByTestId('plan-bar').count()).toBe(0);
      await page.getByText('No timeline data').waitFor();
    });
  });

  test('retries branch off below the failure', async () => {
    await withStory('timeline-retried', async (page) => {
      const below = page.locator('[data-lane="1"]');
      expect(await below.evaluateAll((all) => all.map((each) => each.getAttribute('data-node-id')))).toEqual([
        'retry-2600',
        'action:e2',
        'retry-6000',
        'action:e3',
      ]);
      expect(await page.locator('[data-connector=fork]').count()).toBe(1);
      expect(await page.locator('[data-connector=join]').count()).toBe(1);
      const [failed, retry] = await Promise.all([
        node(page, 'action:e1').boundingBox(),
        node(page, 'retry-2600').boundingBox(),
      ]);
      expect(retry?.y).toBeGreaterThan(failed?.y ?? Number.POSITIVE_INFINITY);
    });
  });

  test('people are amber while they are asked, green or red when they have decided', async () => {
    await withStory('timeline-waiting', async (page) => {
      const tones = await page
        .locator('[data-node-type=event]')
        .evaluateAll((all) => all.map((each) => each.getAttribute('data-tone')));
      expect(tones).toEqual(['warning', 'warning', 'success', 'warning', 'error', 'warning']);
      expect(await node(page, 'escalated-2000').innerText()).toContain('Refund above the limit');
      expect(await page.getByTestId('timeline-live-end').innerText()).toBe('Waiting');
      expect(await page.getByTestId('time-breakdown').innerText()).toBe(
        'Waiting for a human\n1m31s · 95%\nTools and actions\n1.4s · 1.5%\nOther\n3s · 3.2%',
      );
    });
  });

  test('steps nest in a tree that keys and clicks fold, or stand in a flat list', async () => {
    await withStory('timeline-rich', async (page) => {
      const items = page.getByRole('treeitem');
      const first = page.locator('[data-step-id="action:a1"]');
      expect(await items.count()).toBe(12);
      expect(await page.locator('[data-step-id="llm_call-2100"]').getAttribute('aria-level')).toBe('3');
      await first.getByTestId('step-toggle').click();
      expect(await items.count()).toBe(9);
      await first.focus();
      await page.keyboard.press('ArrowRight');
      expect(await items.count()).toBe(12);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      expect(await detail(page).innerText()).toContain('parse_record');
      await page.getByRole('radio', { name: 'Flat' }).click();
      expect(await page.locator('[data-step-id="llm_call-2100"]').getAttribute('aria-level')).toBe('1');
    });
  });

  test('an error stands with the step that failed', async () => {
    await withStory('timeline-failed', async (page) => {
      expect(await page.locator('[data-step-id="action:enrich_company"]').innerText()).toContain(
        '401 the key was revoked',
      );
      expect(await page.getByTestId('task-status').innerText()).toContain('Failed');
    });
  });

  test('a running task keeps to its newest event until the reader scrolls away, and again when asked', async () => {
    await withStory('timeline-growing', async (page) => {
      const track = page.getByTestId('timeline-track');
      const distance = (): Promise<number> =>
        track.evaluate((element) => element.scrollWidth - element.clientWidth - element.scrollLeft);
      const add = page.getByRole('button', { name: 'Add' });
      expect(await distance()).toBeLessThanOrEqual(1);
      await add.click();
      expect(await distance()).toBeLessThanOrEqual(1);
      await track.evaluate((element) => {
        element.scrollLeft = 100;
      });
      const latest = page.getByRole('button', { name: 'Latest' });
      await latest.waitFor();
      await add.click();
      expect(await track.evaluate((element) => element.scrollLeft)).toBe(100);
      await latest.click();
      expect(await distance()).toBeLessThanOrEqual(1);
      await add.click();
      expect(await distance()).toBeLessThanOrEqual(1);
    });
  });

  test('a permalink and a prompt can be copied', async () => {
    await withStory('timeline-rich', async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
      await page.getByRole('button', { name: 'Permalink' }).click();
      await until('the link is copied', async () => (await clipboard()).includes('/tasks/task_lead-4821'));
      await node(page, 'llm_call-6400').click();
      await page.getByRole('button', { name: 'Copy prompt' }).click();
      await until('the prompt is copied', async () =>
        (await clipboard()).includes('You are a lead qualification expert'),
      );
    });
  });

  test('names that mean harm are only text', async () => {
    await withStory('timeline-hostile', async (page) => {
      for (const id of ['constructor-1000', 'llm_call-3000', 'action:h1', 'task:end']) {
        await node(page, id).click();
        await detail(page).waitFor();
      }
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
      expect(await page.locator('main img, main script').count()).toBe(0);
      await page.getByText('This task has more events than are shown here.').waitFor();
    });
  });

  test('of five hundred events only those near the view are drawn, wherever it goes', async () => {
    await withStory('timeline-long', async (page) => {
      const count = (): Promise<number> => page.locator('[data-node-id]').count();
      expect(await count()).toBeLessThan(60);
      await node(page, 'task:start').focus();
      await page.keyboard.press('End');
      expect(await focusedNode(page)).toBe('task:end');
      await page.keyboard.press('ArrowLeft');
      expect(await focusedNode(page)).toBe('llm_call-249900');
      await page.getByTestId('timeline-track').evaluate((element) => {
        element.scrollLeft = element.scrollWidth / 2;
      });
      await page.locator('[data-node-id^="action:step-12"]').first().waitFor();
      expect(await count()).toBeLessThan(60);
      expect(await page.getByRole('treeitem').count()).toBe(300);
      await page.getByRole('button', { name: 'Show 200 more of 500 steps' }).click();
      expect(await page.getByRole('treeitem').count()).toBe(500);
    });
  });

  test('a choice among five hundred events redraws only what it changes', async () => {
    await withStory('timeline-long', async (page) => {
      await node(page, 'llm_call-900').click();
      const changed = await page.evaluate(async () => {
        const ids = new Set<string | null>();
        const observer = new MutationObserver((records) => {
          for (const { target } of records) {
            if (target instanceof HTMLElement)
              ids.add(target.getAttribute('data-node-id') ?? target.getAttribute('data-step-id'));
          }
        });
        for (const list of document.querySelectorAll('[data-testid=timeline-track], [data-testid=step-tree]')) {
          observer.observe(list, { attributes: true, childList: true, subtree: true, characterData: true });
        }
        document.querySelector<HTMLElement>('[data-node-id="llm_call-1900"]')?.click();
        await new Promise((resolve) => requestAnimationFrame(resolve));
        observer.disconnect();
        return [...ids].filter((id) => id !== null).sort();
      });
      expect(changed).toEqual(['llm_call-1900', 'llm_call-900']);
    });
  });
});

describe('the Cost Explorer', () => {
  const asked = async (page: Page): Promise<unknown> =>
    JSON.parse((await page.getByTestId('asked').textContent()) ?? 'null') as unknown;

  test('totals are what was reported; estimates stand beside and join when asked', async () => {
    await withStory('cost-day', async (page) => {
      const ribbon = page.getByTestId('cost-ribbon');
      const text = await ribbon.innerText();
      for (const part of ['$11.42', 'reported · ~$1.65 estimated', '2.5K', '5.6M', '677K', '~$0.0052', '37']) {
        expect(text).toContain(part);
      }
      await page.getByText('Include estimates').click();
      expect(await ribbon.innerText()).toContain('~$13.07');
      expect(await page.locator('[data-group="gemini-2.5-flash"]').innerText()).toContain('~$1.23');
    });
  });

  test('groups fall by cost, unpriced ones show no price', async () => {
    await withStory('cost-day', async (page) => {
      const groups = (table: string): Promise<(string | null)[]> =>
        page
          .locator(`[data-testid=${table}] [data-group]`)
          .evaluateAll((all) => all.map((each) => each.getAttribute('data-group')));
      expect(await groups('cost-by-model')).toEqual([
        'claude-sonnet-4-5',
        'gpt-4o',
        'gpt-4o-mini',
        'gemini-2.5-flash',
        'acme-private-7b',
      ]);
      expect(await groups('cost-by-agent')).toEqual([
        'lead-qualifier',
        'support-triage',
        'report-writer',
        'private-agent',
      ]);
      expect(await page.locator('[data-group="acme-private-7b"]').innerText()).toMatch(/unpriced 37\s+52K\s+9K\s+—/);
    });
  });

  test('nothing but unpriced calls costs nothing known', async () => {
    await withStory('cost-unpriced', async (page) => {
      expect(await page.getByTestId('cost-by-model').innerText()).not.toContain('$');
      expect(await page.getByTestId('recent-calls').innerText()).not.toContain('$');
      expect(await page.getByTestId('cost-ribbon').innerText()).toMatch(/Avg cost\/call\s+—/);
    });
  });

  test('a click on a row filters, a second click or its chip clears', async () => {
    await withStory('cost-day', async (page) => {
      await page.locator('[data-group="gpt-4o"]').click();
      expect(await asked(page)).toEqual({ filters: { model: 'gpt-4o' }, more: 0 });
      await page.locator('[data-group="lead-qualifier"]').getByRole('button').focus();
      await page.keyboard.press('Enter');
      expect(await asked(page)).toEqual({ filters: { model: 'gpt-4o', agentId: 'lead-qualifier' }, more: 0 });
      await page.locator('[data-group="gpt-4o"]').click();
      expect(await asked(page)).toEqual({ filters: { agentId: 'lead-qualifier' }, more: 0 });
      await page.getByRole('button', { name: 'Clear agent = lead-qualifier' }).click();
      expect(await asked(page)).toEqual({ filters: {}, more: 0 });
      await page.getByRole('button', { name: 'Load more' }).click();
      expect(await asked(page)).toEqual({ filters: {}, more: 1 });
    });
  });

  test('a call opens by key to its previews and its task', async () => {
    await withStory('cost-day', async (page) => {
      await page.locator('[data-call="llm_call-64000"]').getByRole('button').focus();
      await page.keyboard.press('Enter');
      const opened = page.getByTestId('call-detail');
      expect(await opened.innerText()).toContain('Score the following lead');
      expect(await opened.getByRole('link', { name: 'task_lead-4821' }).getAttribute('href')).toBe(
        '/a/hiveboard-hive-app/tasks/task_lead-4821?run=run-1',
      );
      await page.keyboard.press('Enter');
      await opened.waitFor({ state: 'detached' });
    });
  });

  test('a bar tells its numbers to the pointer and to the keys, and the legend leaves models out', async () => {
    await withStory('cost-day', async (page) => {
      const plot = page.getByTestId('cost-chart-plot');
      const tip = page.getByTestId('cost-chart-tip');
      await plot.hover({ position: { x: 12, y: 100 } });
      expect(await tip.innerText()).toContain('11-20 10:00 – 11:00');
      await page.mouse.move(0, 0);
      await tip.waitFor({ state: 'detached' });
      await plot.focus();
      await page.keyboard.press('ArrowLeft');
      expect(await tip.innerText()).toContain('11-21 09:00 – 10:00');
      expect(await tip.innerText()).toContain('claude-sonnet-4-5');
      await page.getByRole('list', { name: 'Models' }).getByRole('button', { name: 'claude-sonnet-4-5' }).click();
      await plot.focus();
      await page.keyboard.press('ArrowLeft');
      expect(await tip.innerText()).not.toContain('claude-sonnet-4-5');
    });
  });

  test('it says when there is nothing and when it waits', async () => {
    await withStory('cost-empty', async (page) => {
      await page.getByText('No cost data available').waitFor();
    });
    await withStory('cost-loading', async (page) => {
      await page.getByTestId('cost-skeleton').waitFor();
    });
  });

  test('names that mean harm are only text', async () => {
    await withStory('cost-hostile', async (page) => {
      await page.locator('[data-call]').click();
      await page.getByTestId('call-detail').waitFor();
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
      expect(await page.locator('main img, main script').count()).toBe(0);
    });
  });
});
