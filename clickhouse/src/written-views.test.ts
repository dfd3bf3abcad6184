import { readFile } from 'node:fs/promises';
import { WRITTEN_VIEWS } from './written-views.js';

test.each(Object.entries(WRITTEN_VIEWS))('%s is what `npm run docs` writes', async (name, sql) => {
  expect(await readFile(new URL(`../views/${name}`, import.meta.url), 'utf8')).toBe(sql);
});
