import { readFile } from 'node:fs/promises';
import { AGENT_VIEWS } from './agent-views.js';
import { ISSUE_VIEWS } from './issue-views.js';
import { QUEUE_VIEWS } from './queue-views.js';
import { SPEND_VIEWS } from './spend-views.js';

test.each(Object.entries({ ...AGENT_VIEWS, ...ISSUE_VIEWS, ...QUEUE_VIEWS, ...SPEND_VIEWS }))(
  '%s is what `npm run docs` writes',
  async (name, sql) => {
    expect(await readFile(new URL(`../views/${name}`, import.meta.url), 'utf8')).toBe(sql);
  },
);
