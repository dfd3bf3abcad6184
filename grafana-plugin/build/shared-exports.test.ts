import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPlugin } from '../build.js';
import { paths } from './paths.js';

/** A module in a bundle: its id, and the names that it exports first thing. */
const MODULE = /[{,](\d+)\(\w+(?:,\w+)*\)\{(?:"use strict";)?\w+\.d\(\w+,\{([^}]*)\}\)/g;

const exportedNames = (definitions: string): string =>
  definitions
    .split(',')
    .map((definition) => definition.split(':')[0])
    .toSorted()
    .join(' ');

test('every copy of a module exports the same names, since panels of one page share their chunks', async () => {
  await buildPlugin();
  const files = readdirSync(paths.dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  const copies = new Map<string, Map<string, string>>();
  for (const file of files) {
    for (const [, id = '', definitions = ''] of readFileSync(join(paths.dist, file), 'utf8').matchAll(MODULE)) {
      copies.set(id, (copies.get(id) ?? new Map<string, string>()).set(file, exportedNames(definitions)));
    }
  }
  const shared = [...copies.values()].filter((byFile) => byFile.size > 1);
  expect(shared.length).toBeGreaterThan(3);
  expect(shared.filter((byFile) => new Set(byFile.values()).size > 1).map((byFile) => [...byFile])).toEqual([]);
});
