import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { blocksOf, complaints } from './documents.js';
import { READERS_OWN } from './readers-own.js';

const repository = join(__dirname, '..');
const GUIDE = 'docs/sdk/guide.md';
const DOCUMENTS = [
  'README.md',
  'docs/api.md',
  'sdk/README.md',
  GUIDE,
  'docs/sdk/troubleshooting.md',
  'docs/sdk/providers.md',
  'docs/sdk/frameworks.md',
  'docs/sdk/coexistence.md',
];

test('every TypeScript example of the documents compiles', () => {
  const blocks = DOCUMENTS.flatMap((document) => blocksOf(repository, document));
  const typescript = blocks.filter(({ language }) => language === 'ts');
  const withExamples = new Set(typescript.map(({ document }) => document));
  expect(DOCUMENTS.filter((document) => !withExamples.has(document))).toEqual(['docs/sdk/coexistence.md']);
  expect(complaints(repository, typescript, READERS_OWN)).toEqual([]);
});

test('an example that does not compile is named with its document and line', () => {
  const wrong = { document: GUIDE, language: 'ts', line: 7, code: "task.plan('a goal');\ntask.dance();" };
  expect(complaints(repository, [wrong], READERS_OWN)).toEqual([
    `${GUIDE}:7: Expected 2-3 arguments, but got 1.`,
    `${GUIDE}:8: Property 'dance' does not exist on type 'Task'.`,
  ]);
});

describe("the guide's searches", () => {
  const searches = blocksOf(repository, GUIDE).flatMap(({ language, code }) =>
    language === 'sh' ? code.split('\n').filter((line) => line.startsWith('grep')) : [],
  );

  test.each([
    ['OpenAI', 'const a = await client.chat.completions.create({ model });'],
    ['Azure OpenAI', "const a = await new AzureOpenAI().responses.create({ model, input: '' });"],
    ['Anthropic', 'const stream = anthropic.messages.stream({ model, messages });'],
    ['LiteLLM', "const a = await fetch(`${gateway}/v1/chat/completions`, { method: 'POST' });"],
    ['LangChain.js', 'const a = await chain.invoke({ question });'],
    ['Vercel AI SDK', 'const { text, usage } = await generateText({ model, prompt });'],
    ['a wrapper of your own', "const a = await llmClient.completeJson({ prompt: '' });"],
  ])('find a call of %s, and not code that calls no model', async (client, code) => {
    const search = searches.find((line) => line.slice(line.lastIndexOf('#')).includes(client)) ?? '';
    const folder = await mkdtemp(join(tmpdir(), 'hive-guide-'));
    try {
      await mkdir(join(folder, 'src'));
      await writeFile(join(folder, 'src/call.ts'), code);
      await writeFile(join(folder, 'src/other.ts'), 'const user = await users.create({ name: message });\n');
      const { stdout } = await promisify(execFile)('sh', ['-c', search], { cwd: folder });
      expect(stdout.trim()).toBe(`src/call.ts:1:${code}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('the warnings that the troubleshooting page quotes', () => {
  const sources = readdirSync(join(repository, 'sdk/src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(repository, 'sdk/src', file), 'utf8'))
    .join('\n');
  const quoted = blocksOf(repository, 'docs/sdk/troubleshooting.md').flatMap(({ language, code }) =>
    language === 'warning' ? code.trimEnd().split('\n') : [],
  );
  const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  /** Whether a string of the sources says it, with a placeholder for each `…`. */
  const isSaid = (warning: string): boolean =>
    new RegExp(`['"\`]${warning.split('…').map(literally).join('\\$\\{[^`]*?\\}')}['"\`]`).test(sources);

  test.each(quoted)('%s', (warning) => {
    expect(isSaid(warning)).toBe(true);
  });

  test('are many, and one that nobody says is not found', () => {
    expect(quoted.length).toBeGreaterThan(25);
    expect(isSaid('… refused the API token (HTTP …): check apiKey or HIVE_API_KEY')).toBe(false);
  });
});

describe('relative links of the documents', () => {
  const links = DOCUMENTS.flatMap((document) =>
    [...readFileSync(join(repository, document), 'utf8').matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(
      ([, target = '']) => ({
        document,
        target,
      }),
    ),
  );

  test.each(links)('$document leads to $target', ({ document, target }) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? join(repository, document) : join(repository, dirname(document), path);
    expect(existsSync(file)).toBe(true);
    if (anchor === undefined) return;
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(headings).toContain(anchor);
  });
});
