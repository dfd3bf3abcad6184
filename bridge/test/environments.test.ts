import { EXPORTS } from '../src/api/exports.js';
import { ROUTES } from '../src/api/routes.js';
import { streamParameters } from '../src/api/stream.js';
import { oneOfEverything } from './one-of-everything.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

// One tenant whose agents live in two environments.
const DAY = 'word-of-day';
const NIGHT = 'word-of-night';

const T0 = Math.floor(Date.now() / 1000) * 1000 - 450_000;
const PERIOD = `since=${T0 - 3_600_000}&until=${T0 + 3_600_000}`;

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
  const tell = (word: string, series: string) =>
    hive.send(
      otlp(oneOfEverything({ word, times: 2, start: T0, suffix: `-${word}`, series }), {
        'service.name': word,
        'deployment.environment.name': word,
      }),
    );
  await tell(DAY, '0198c2a4');
  await tell(NIGHT, '0198c2a5');
});
afterAll(async () => {
  await hive.stop();
});

/** What has to be said beside the environment, so that there is something to see. */
const ALSO: ReadonlyMap<string, string> = new Map([
  ['/v1/metrics', 'group_by=model&'],
  ['/v1/cost/timeseries', 'split_by=model&'],
]);

/** What is asked by an id is of one environment already. */
const BY_ID = '{';
const LISTS = ROUTES.filter(({ path }) => !path.includes(BY_ID));

test('whatever is not asked by an id can be asked of one environment', () => {
  const asked = [...LISTS, ...EXPORTS, { path: '/v1/stream', parameters: streamParameters }];
  expect(asked.filter(({ parameters }) => !('environment' in parameters.shape)).map(({ path }) => path)).toEqual([]);
});

/** An answer as text. Whether it speaks of an environment shows by its word, or by calls where it has no words. */
async function answer(path: string, environment: string): Promise<string> {
  const list = LISTS.find((route) => route.path === path);
  const period = list !== undefined && !('since' in list.parameters.shape) ? '' : `${PERIOD}&`;
  const response = await fetch(`${hive.bridge.url}${path}?${period}${ALSO.get(path) ?? ''}environment=${environment}`);
  return response.text();
}

const PATHS = [
  ...LISTS.map(({ path }) => path),
  ...EXPORTS.flatMap(({ path }) => [`${path}.csv`, `${path}.jsonl`]),
].filter((path) => path !== '/v1/cost/waste');

test.each(PATHS)('%s of one environment speaks of no other', async (path) => {
  const [day, night] = [await answer(path, DAY), await answer(path, NIGHT)];
  expect([day, night]).toEqual([expect.stringContaining(DAY), expect.stringContaining(NIGHT)]);
  expect([day.includes(NIGHT), night.includes(DAY)]).toEqual([false, false]);
  expect(await answer(path, 'nowhere')).not.toMatch(/word-of/);
});

test('sums of environments come to the sum of all', async () => {
  const calls = async (query: string): Promise<unknown> =>
    (await hive.ask<{ readonly total: { readonly calls: number } }>(`/v1/cost/waste?${PERIOD}${query}`)).body.total
      .calls;
  expect([
    await calls(''),
    await calls(`&environment=${DAY}`),
    await calls(`&environment=${NIGHT}`),
    await calls('&environment=nowhere'),
  ]).toEqual([6, 3, 3, 0]);
});
