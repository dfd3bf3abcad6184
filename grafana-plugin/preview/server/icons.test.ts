import { missingIcon } from './icons.js';

const read = (name: string): Promise<string> => Promise.resolve(`<svg viewBox="0 0 24 24"><path id="${name}"/></svg>`);

test('a missing icon is another one turned around where that gives the right picture', async () => {
  expect(await missingIcon('angle-double-left', read)).toBe(
    '<svg viewBox="0 0 24 24"><g transform="matrix(-1 0 0 1 24 0)"><path id="angle-double-right"/></g></svg>',
  );
});

test('any other missing icon is a dot', async () => {
  expect(await missingIcon('gf-grotfood', read)).toContain('<circle');
});
