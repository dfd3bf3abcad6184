import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const repository = join(__dirname, '..');
const committed = join(repository, 'docs/sdk/reference');

const pagesIn = async (folder: string): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).sort().map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
    ),
  );

// In a process of its own: typedoc is made of modules that jest cannot load.
test('docs/sdk/reference says what the TSDoc says; otherwise run npm run docs', async () => {
  const fresh = await mkdtemp(join(tmpdir(), 'hive-reference-test-'));
  try {
    const flags = ['--conditions=@hiveboard/source', '--import', 'tsx'];
    const program = join(__dirname, 'write-reference.ts');
    await promisify(execFile)(process.execPath, [...flags, program, fresh], { cwd: repository });
    expect(await pagesIn(committed)).toEqual(await pagesIn(fresh));
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
});

test('every option and every method is described', async () => {
  const pages = Object.values(await pagesIn(committed)).join('\n');
  const rows = [...pages.matchAll(/^\| <a id="[^"]*"><\/a> `(?<name>\w+)\??` \| .* \| (?<description>.*) \|$/gm)];
  const described = rows.map(({ groups }) => ({ name: groups?.['name'] ?? '', description: groups?.['description'] }));
  expect(described.map(({ name }) => name)).toEqual(expect.arrayContaining(['endpoint', 'llmCall', 'tokensIn']));
  expect(described.filter(({ description }) => description === '-')).toEqual([]);
});
