import { readFile } from 'node:fs/promises';

const view = (name: string): Promise<string> => readFile(new URL(`../views/${name}`, import.meta.url), 'utf8');
const inOneLine = (sql: string): string => sql.replaceAll(/\s+/g, ' ').trim();

test('the last hour of agents is made of the endings of runs as their own view tells them', async () => {
  const endings = inOneLine(await view('41_endings.sql'));
  const told = endings
    .slice(endings.indexOf('WITH '), endings.lastIndexOf(';'))
    .replaceAll('{since:Int64}', 'toUnixTimestamp64Milli(now64(3)) - 3600000');
  expect(inOneLine(await view('19_agent_hours.sql'))).toContain(`${told} )`);
});
