import { gzipSync } from 'node:zlib';
import { startCollector, type Collector } from '../collector.js';
import { readManifest, tool, useApplication } from '../application.js';

const app = useApplication();
let collector: Collector;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector.close());

const { exports: subpaths, peerDependencies, peerDependenciesMeta = {} } = readManifest();
const optionalPeers = Object.keys(peerDependenciesMeta);
/** `.` and `./contract` as they are imported. */
const specifierOf = (subpath: string): string => `@hiveboard/sdk${subpath.slice(1)}`;
const specifiers = Object.keys(subpaths).map(specifierOf);

/** Reports one task; finds the receiver by the environment, as applications do. */
const STORY = `
  const hive = init();
  const agent = hive.agent('packed', { heartbeatInterval: 0 });
  await agent.task('t', {}, async (task) => { task.event('note', { said: currentTask() === task }); });
  await hive.shutdown();
`;
const IMPORT = "import { currentTask, init } from '@hiveboard/sdk';";
const REQUIRE = "const { currentTask, init } = require('@hiveboard/sdk');";
const inFunction = (story: string): string => `async function main() {${story}}\nvoid main();`;

/** Runs a file of the application and answers what its task said. */
async function told(file: string): Promise<unknown> {
  await app().node(file, { HIVE_ENDPOINT: collector.endpoint });
  const task = collector.spans.find(({ name }) => name === 'invoke_agent packed');
  return task?.events.map(({ attributes }) => attributes['hive.custom.payload']);
}
const NOTE = [JSON.stringify({ said: true })];

describe('in an empty folder', () => {
  test.each([
    ['import', 'main.mjs', `${IMPORT}\n${STORY}`],
    ['require', 'main.cjs', `${REQUIRE}\n${inFunction(STORY)}`],
  ])('%s works', async (_, file, program) => {
    app().write(file, program);
    expect(await told(file)).toEqual(NOTE);
  });

  const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' };
  test.each([
    ['an ES module under nodenext', 'esm.mts', 'esm.mjs', nodenext],
    ['CommonJS under nodenext', 'cjs.cts', 'cjs.cjs', nodenext],
    ['a bundler’s resolution', 'bundler.mts', 'bundler.mjs', { module: 'esnext', moduleResolution: 'bundler' }],
  ])('TypeScript checks and compiles %s, declarations included, without the types of Node', async (...row) => {
    const [, source, output, options] = row;
    const story = STORY.replace('currentTask() === task', 'same(currentTask(), task)');
    app().write(
      source,
      `import { currentTask, init, type HiveOptions, type Task } from '@hiveboard/sdk';
       import { conceptOf, type Severity } from '@hiveboard/sdk/contract';
       export const options: HiveOptions = { group: 'g' };
       export const severity: Severity = 'warn';
       export const concept: object | undefined = conceptOf('todo');
       const same = (one: Task | undefined, other: Task): boolean => one === other;
       ${inFunction(story)}`,
    );
    app().write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: { ...options, target: 'es2022', strict: true, skipLibCheck: false, types: [] },
        files: [source],
      }),
    );
    await app().run(tool('tsc'), ['--project', '.']);
    expect(await told(output)).toEqual(NOTE);
  });

  test('a wrong call is an error of TypeScript: the declarations are found, not guessed', async () => {
    app().write('wrong.mts', "import { init } from '@hiveboard/sdk';\ninit({ endpoint: 5 });");
    const flags = ['--noEmit', '--module', 'nodenext', '--target', 'es2022', '--strict', 'wrong.mts'];
    const { stdout } = await app().outcome(tool('tsc'), flags);
    expect(stdout).toContain("Type 'number' is not assignable to type 'string'");
  });
});

describe('with its optional peers', () => {
  beforeAll(() => {
    for (const name of optionalPeers) app().link(name);
  });

  test('every subpath can be imported and required, and both give the same names', async () => {
    app().write(
      'subpaths.mjs',
      `import { createRequire } from 'node:module';
       const require = createRequire(import.meta.url);
       const names = (module) => Object.keys(module).filter((name) => name !== 'module.exports').sort();
       const told = {};
       for (const specifier of ${JSON.stringify(specifiers)}) {
         told[specifier] = [names(await import(specifier)), names(require(specifier))];
       }
       console.log(JSON.stringify(told));`,
    );
    const { stdout } = await app().node('subpaths.mjs');
    const told = new Map(Object.entries(JSON.parse(stdout) as Record<string, readonly (readonly string[])[]>));
    expect([...told.keys()]).toEqual(specifiers);
    expect(told.get('@hiveboard/sdk')?.[0]).toEqual(expect.arrayContaining(['currentTask', 'init']));
    for (const [imported, required] of told.values()) expect(required).toEqual(imported);
  });

  test.each(['nodenext', 'bundler'])(
    'TypeScript reads the declarations of every subpath under %s',
    async (resolution) => {
      const imports = specifiers.map((specifier, index) => `import * as m${index} from '${specifier}';`).join('\n');
      const program = `${imports}\nexport const all: object[] = [${specifiers.map((_, index) => `m${index}`).join()}];`;
      const module = resolution === 'bundler' ? 'esnext' : resolution;
      app().write('all.mts', program);
      app().write('all.cts', program);
      app().link('@types/node');
      app().write(
        'tsconfig.json',
        JSON.stringify({
          compilerOptions: {
            module,
            moduleResolution: resolution,
            target: 'es2022',
            lib: ['es2023', 'dom'],
            strict: true,
            skipLibCheck: false,
            noEmit: true,
            types: ['node'],
          },
          files: resolution === 'bundler' ? ['all.mts'] : ['all.mts', 'all.cts'],
        }),
      );
      await app().run(tool('tsc'), ['--project', '.']);
    },
  );
});

test('publint finds nothing', async () => {
  const { stdout } = await app().run(tool('publint'), [app().tarball, '--strict']);
  expect(stdout).toContain('All good!');
});

test('the types are right for every subpath, format and way of resolving', async () => {
  const { stdout } = await app().run(tool('attw'), [
    app().tarball,
    '--no-definitely-typed',
    '--format',
    'table',
    '--no-color',
  ]);
  expect(stdout).toContain('No problems found');
  for (const specifier of specifiers) expect(stdout).toContain(`"${specifier}"`);
});

test('every subpath is written in the same way: the source, then both formats with their own declarations', () => {
  const one = (source: string) => {
    const built = source.replace('./src/', '').replace(/\.ts$/, '');
    const format = (name: string) => ({ types: `./dist/${name}/${built}.d.ts`, default: `./dist/${name}/${built}.js` });
    return { '@hiveboard/source': source, import: format('esm'), require: format('cjs') };
  };
  const sourceOf = new Map([
    ['.', './src/index.ts'],
    ['./usage', './src/usage/index.ts'],
    ['./contract', './src/contract/index.ts'],
  ]);
  expect(subpaths).toEqual(
    Object.fromEntries(
      Object.keys(subpaths).map((path) => [path, one(sourceOf.get(path) ?? `./src/adapters/${path.slice(2)}.ts`)]),
    ),
  );
});

test('the core is small: 20 KB at most, bundled, minified and compressed', async () => {
  app().write('core.mjs', "export * from '@hiveboard/sdk';");
  const peers = Object.keys(peerDependencies).map((name) => `--external:${name}`);
  const flags = ['--bundle', '--minify', '--format=esm', '--platform=node', '--outfile=core.out.mjs', ...peers];
  await app().run(tool('esbuild'), ['core.mjs', ...flags]);
  const size = gzipSync(app().read('core.out.mjs'), { level: 9 }).byteLength;
  expect({ size, fits: size <= 20 * 1024 }).toEqual({ size, fits: true });
});

/** What the bundle of an entry still imports: packages, and modules of Node by their full name. */
async function importsOf(specifier: string): Promise<readonly string[]> {
  app().write('entry.mjs', `export * from '${specifier}';`);
  const all = [...Object.keys(peerDependencies), ...optionalPeers].flatMap((name) => [name, `${name}/*`]);
  const flags = ['--bundle', '--format=esm', '--platform=node', '--outfile=entry.out.mjs', '--metafile=entry.json'];
  await app().run(tool('esbuild'), ['entry.mjs', ...flags, ...all.map((name) => `--external:${name}`)]);
  const { outputs } = JSON.parse(app().read('entry.json')) as {
    readonly outputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>>;
  };
  return Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
}

test('the core imports its peer and Node, nothing else', async () => {
  const imports = await importsOf('@hiveboard/sdk');
  expect(imports).toContain('@opentelemetry/api');
  expect(imports.filter((path) => !path.startsWith('node:') && path !== '@opentelemetry/api')).toEqual([]);
});

test.each(specifiers)('%s bundles without any package that is not a declared peer', async (specifier) => {
  const peers = [...Object.keys(peerDependencies), ...optionalPeers];
  const foreign = (await importsOf(specifier)).filter(
    (path) => !path.startsWith('node:') && !peers.some((name) => path === name || path.startsWith(`${name}/`)),
  );
  expect(foreign).toEqual([]);
});

test('the tarball holds the build, the README and the licence, and no tests, sources or maps', async () => {
  const { stdout } = await app().run('tar', ['-tzf', app().tarball]);
  const files = stdout
    .trim()
    .split('\n')
    .map((path) => path.replace('package/', ''));
  const top = files.filter((path) => !path.startsWith('dist/'));
  expect(top.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
  const built = files.filter((path) => path.startsWith('dist/') && path !== 'dist/cjs/package.json');
  expect(built.filter((path) => !/^dist\/(esm|cjs)\/[\w/-]+(\.js|\.d\.ts)$/.test(path))).toEqual([]);
  expect(built.filter((path) => path.includes('.test.') || path.includes('/test/'))).toEqual([]);
});
