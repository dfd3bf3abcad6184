import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { tool, useApplication } from '../application.js';
import { startCollector, type Collector, type ReceivedSpan } from '../collector.js';

const app = useApplication();
let collector: Collector;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector.close());

/** Runs a program of the application, and answers what it printed as JSON. */
async function told(file: string): Promise<unknown> {
  const { stdout } = await app().node(file, { HIVE_ENDPOINT: collector.endpoint });
  return JSON.parse(stdout);
}

/** The spans of an agent's tasks and steps, each with the name of its parent. */
const tree = (spans: readonly ReceivedSpan[]) =>
  spans
    .filter(({ attributes }) => ['task', 'action'].includes(String(attributes['hive.record'])))
    .map(({ name, parentSpanId }) => [name, spans.find(({ spanId }) => spanId === parentSpanId)?.name])
    .sort();

/** A library that finds its place by itself, in CommonJS. */
const LIBRARY = `
  const { currentTask, currentAgent, init } = require('@hiveboard/sdk');
  exports.hive = () => init();
  exports.task = () => currentTask();
  exports.work = () => currentAgent()?.track('in the library', async () => { currentTask()?.event('seen', {}); });
`;
const SHARING = `
  const hive = init();
  const agent = hive.agent('a', { heartbeatInterval: 0 });
  await agent.task('t', {}, async (task) => {
    await agent.track('outer', async () => { await library.work(); });
    console.log(JSON.stringify({ hive: library.hive() === hive, task: library.task() === task, copies: library.init !== init }));
  });
  await hive.shutdown();
`;
const ONE_TREE = [
  ['in the library', 'outer'],
  ['invoke_agent a', undefined],
  ['outer', 'invoke_agent a'],
];

test('the ES module and the CommonJS build in one process share the connection and the current task', async () => {
  app().write('library.cjs', `${LIBRARY} exports.init = init;`);
  app().write('shared.mjs', `import { init } from '@hiveboard/sdk'; import library from './library.cjs'; ${SHARING}`);
  expect(await told('shared.mjs')).toEqual({ hive: true, task: true, copies: true });
  expect(tree(collector.spans)).toEqual(ONE_TREE);
});

test('so do two copies, one of them nested in the folder of a library', async () => {
  app().write('node_modules/library/package.json', JSON.stringify({ name: 'library', main: 'index.cjs' }));
  app().write('node_modules/library/index.cjs', `${LIBRARY} exports.init = init;`);
  const nested = join(app().folder, 'node_modules/library/node_modules');
  cpSync(join(app().folder, 'node_modules/@hiveboard'), join(nested, '@hiveboard'), { recursive: true });
  app().write(
    'nested.cjs',
    `const { init } = require('@hiveboard/sdk'); const library = require('library'); void (async () => {${SHARING}})();`,
  );
  expect(await told('nested.cjs')).toEqual({ hive: true, task: true, copies: true });
  expect(tree(collector.spans)).toEqual(ONE_TREE);
});

test.each(['esm', 'cjs'])('an application that esbuild has bundled as %s runs and reports', async (format) => {
  const output = `bundled-${format}.${format === 'esm' ? 'mjs' : 'cjs'}`;
  app().write(
    'bundled.mjs',
    `import { currentTask, init } from '@hiveboard/sdk';
     async function main() {
       const hive = init();
       await hive.agent('a', { heartbeatInterval: 0 }).task('t', {}, async (task) => {
         console.log(JSON.stringify(currentTask() === task));
       });
       await hive.shutdown();
     }
     void main();`,
  );
  await app().run(tool('esbuild'), [
    'bundled.mjs',
    '--bundle',
    '--minify',
    '--platform=node',
    `--format=${format}`,
    `--outfile=${output}`,
  ]);
  expect(await told(output)).toBe(true);
  expect(tree(collector.spans)).toEqual([['invoke_agent a', undefined]]);
});

test('jest in a CommonJS project loads the SDK without any transform', async () => {
  app().write(
    'project/agent.test.js',
    `const { currentTask, init } = require('@hiveboard/sdk');
     test('an agent under test', async () => {
       const hive = init();
       await hive.agent('tested').task('t', {}, async (task) => { expect(currentTask()).toBe(task); });
       await hive.shutdown();
     });`,
  );
  const config = JSON.stringify({ transform: {}, testEnvironment: 'node', cacheDirectory: '<rootDir>/cache' });
  const args = ['--rootDir', 'project', '--config', config, '--no-watchman', '--runInBand'];
  const { stderr } = await app().run(tool('jest'), args, { HIVE_ENDPOINT: collector.endpoint });
  expect(stderr).toContain('1 passed');
  expect(tree(collector.spans)).toEqual([['invoke_agent tested', undefined]]);
});

/** An application that traces by itself: its own processor, exporter and context manager. */
const TRACING = `
  const { context, trace } = require('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
  const { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
  const exporter = new InMemorySpanExporter();
  const seen = [];
  const noting = {
    onStart: (span) => { span.setAttribute('seen.by', 'the application'); },
    onEnd: (span) => { seen.push(span.attributes['seen.by']); },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const provider = new TracerProvider({ spanProcessors: [noting, new SimpleSpanProcessor({ exporter })] });
  let flushed = 0;
  const forceFlush = provider.forceFlush.bind(provider);
  provider.forceFlush = () => { flushed += 1; return forceFlush(); };
  const register = () => {
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  };
  const story = async () => {
    const hive = init();
    const agent = hive.agent('a', { heartbeatInterval: 0 });
    await provider.getTracer('app').startActiveSpan('request', async (request) => {
      await agent.task('t', {}, async () => {
        await agent.track('step', async () => {
          provider.getTracer('app').startActiveSpan('query', (query) => query.end());
        });
      });
      request.end();
    });
    await hive.flush();
    await hive.shutdown();
    const spans = exporter.getFinishedSpans();
    const nameOf = (id) => spans.find((span) => span.spanContext().spanId === id)?.name;
    console.log(JSON.stringify({
      spans: spans.filter(({ name }) => name !== 'hive.agent').map((span) => [span.name, nameOf(span.parentSpanContext?.spanId) ?? null]),
      seen: new Set(seen).size === 1 && seen.length === spans.length,
      flushed: flushed > 0,
    }));
  };
`;
const NESTED = [
  ['query', 'step'],
  ['step', 'invoke_agent a'],
  ['invoke_agent a', 'request'],
  ['request', null],
];

describe('beside the tracing of an application', () => {
  beforeAll(() => {
    for (const name of ['context-async-hooks', 'sdk-trace']) app().copy(`@opentelemetry/${name}`);
    for (const name of ['core', 'resources', 'semantic-conventions']) app().copy(`@opentelemetry/${name}`);
  });

  test('everything goes to its provider, through its processors, and nests by its context manager', async () => {
    app().write('tracing.cjs', `const { init } = require('@hiveboard/sdk'); ${TRACING} register(); void story();`);
    expect(await told('tracing.cjs')).toEqual({ spans: NESTED, seen: true, flushed: true });
    expect(collector.requests).toEqual([]);
  });

  test('its context manager alone changes nothing: spans leave by our own way, and nest', async () => {
    app().write(
      'manager.cjs',
      `const { init } = require('@hiveboard/sdk');
       const { context, trace } = require('@opentelemetry/api');
       const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
       context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
       void (async () => {
         const hive = init();
         const agent = hive.agent('a', { heartbeatInterval: 0 });
         await agent.task('t', {}, () => agent.track('step', async () => {
           console.log(JSON.stringify(trace.getActiveSpan()?.isRecording()));
         }));
         await hive.shutdown();
       })();`,
    );
    expect(await told('manager.cjs')).toBe(true);
    expect(tree(collector.spans)).toEqual([
      ['invoke_agent a', undefined],
      ['step', 'invoke_agent a'],
    ]);
  });

  test('its instrumentation of http is told to leave our requests alone', async () => {
    app().write(
      'instrumented.cjs',
      `const http = require('node:http');
       const { context } = require('@opentelemetry/api');
       const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
       const { isTracingSuppressed } = require('@opentelemetry/core');
       context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
       const suppressed = [];
       const { request } = http;
       http.request = (...args) => {
         suppressed.push(isTracingSuppressed(context.active()));
         return request(...args);
       };
       const { init } = require('@hiveboard/sdk');
       void (async () => {
         const hive = init();
         await hive.agent('a', { heartbeatInterval: 0 }).task('t', {}, () => hive.flush());
         http.request(process.env.HIVE_ENDPOINT).on('error', () => undefined).destroy();
         console.log(JSON.stringify({ ours: new Set(suppressed.slice(0, -1)).size === 1 && suppressed[0], other: suppressed.at(-1) }));
         await hive.shutdown();
       })();`,
    );
    expect(await told('instrumented.cjs')).toEqual({ ours: true, other: false });
  });

  /** Gives the SDK a copy of the API of its own, of another version. */
  function nestApi(version: string): void {
    const nested = 'node_modules/@hiveboard/sdk/node_modules/@opentelemetry/api';
    cpSync(join(app().folder, 'node_modules/@opentelemetry/api'), join(app().folder, nested), { recursive: true });
    for (const build of ['src', 'esm', 'esnext']) {
      const file = `${nested}/build/${build}/version.js`;
      app().write(
        file,
        app()
          .read(file)
          .replaceAll(/\d+\.\d+\.\d+/g, version),
      );
    }
  }

  test('an older copy of the API below the SDK still finds the provider of the application, and flushes it', async () => {
    nestApi('1.9.0');
    app().write('older.cjs', `const { init } = require('@hiveboard/sdk'); ${TRACING} register(); void story();`);
    expect(await told('older.cjs')).toEqual({ spans: NESTED, seen: true, flushed: true });
  });

  test('a newer copy of the API cannot see it: then spans leave by our own way, and none is lost', async () => {
    nestApi('1.10.0');
    app().write('newer.cjs', `const { init } = require('@hiveboard/sdk'); ${TRACING} register(); void story();`);
    expect(await told('newer.cjs')).toMatchObject({
      spans: [
        ['query', 'request'],
        ['request', null],
      ],
    });
    expect(tree(collector.spans)).toEqual([
      ['invoke_agent a', undefined],
      ['step', 'invoke_agent a'],
    ]);
  });
});
