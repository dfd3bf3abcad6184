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

test.each([
  ['33_run_retries.sql', (text: string) => text],
  [
    '35_run_times.sql',
    (text: string) =>
      text.replaceAll('{runs:Array(String)}', '[{run:String}]').replaceAll("{hours:Array(DateTime('UTC'))}", '[]'),
  ],
])('%s is made of actions and calls as their own views tell them', async (name, asked) => {
  const whole = inOneLine(await view(name));
  for (const part of ['31_run_actions.sql', '32_run_calls.sql']) {
    const text = inOneLine(await view(part));
    expect(whole).toContain(`( ${asked(text.slice(text.indexOf('SELECT '), text.lastIndexOf(';')))} )`);
  }
});
