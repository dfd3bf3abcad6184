import { MEMORY_BOUND_BYTES, runLoad, settle, type LoadResult } from './load.js';
import { faultsOf, reportLoad } from './report.js';

let result: LoadResult;

beforeAll(async () => {
  result = await runLoad({ seconds: 2, senders: 8, events: 20, progress: () => undefined });
});

test('what is accepted is stored once, what is refused is told when to come back, and memory stays bounded', () => {
  expect(result.met.accepted.length).toBeGreaterThan(0);
  // A key in four may send two requests a second.
  expect(result.met.refused.get(429)).toBeGreaterThan(0);
  expect(faultsOf(result, MEMORY_BOUND_BYTES)).toEqual([]);
  expect(result.bridge.errors).toEqual([]);
});

test('the report tells all that is promised', () => {
  const text = reportLoad(result);
  expect(text).toMatch(/Requests of 20 calls \(\d+ KB\): [\d,]+ accepted; refused [\d,]+ × 429/);
  expect(text).toContain('0 are missing, 0 too many');
});

test.each<readonly [string, ReadonlyMap<number, number>, ReturnType<typeof settle>]>([
  [
    'all is there',
    new Map([
      [1, 5],
      [2, 5],
    ]),
    { missing: 0, surplus: 0, unheard: 0 },
  ],
  [
    'an event is not',
    new Map([
      [1, 5],
      [2, 4],
    ]),
    { missing: 1, surplus: 0, unheard: 0 },
  ],
  ['a request is not', new Map([[1, 5]]), { missing: 5, surplus: 0, unheard: 0 }],
  [
    'an event is there twice',
    new Map([
      [1, 6],
      [2, 5],
    ]),
    { missing: 0, surplus: 1, unheard: 0 },
  ],
  [
    'a request that was not acknowledged is there too',
    new Map([
      [1, 5],
      [2, 5],
      [3, 5],
    ]),
    { missing: 0, surplus: 0, unheard: 1 },
  ],
])('of two accepted requests of five events, %s', (_, there, expected) => {
  expect(settle([1, 2], 5, there)).toEqual(expected);
});

test('each broken promise is named', () => {
  const bad: LoadResult = {
    ...result,
    missing: 1,
    surplus: 2,
    bridge: { ...result.bridge, peakBytes: 100 * 2 ** 20 },
    met: { ...result.met, accepted: [], refused: new Map(), improper: ['503 with Retry-After missing'] },
  };
  expect(faultsOf(bad, 99 * 2 ** 20)).toEqual([
    '1 events of accepted requests are missing',
    '2 events are there more than once',
    'it held 100 MiB',
    '1 improper refusals, such as 503 with Retry-After missing',
    'nothing was accepted',
    'nothing was refused: this was no load',
  ]);
});
