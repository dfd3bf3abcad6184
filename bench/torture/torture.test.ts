import { parseOptions } from './options.js';
import { createRandom } from './random.js';
import { report } from './report.js';
import { torture } from './run.js';
import { isRight } from './verify.js';

test('a short torture finds everything once, and every sum right', async () => {
  const said: string[] = [];
  const result = await torture({ rounds: 2, minutes: 0, seed: 7 }, (line) => said.push(line));
  expect(said).toHaveLength(3);
  expect(result.findings.filter((finding) => !isRight(finding))).toEqual([]);
  expect(result.findings.map(({ what }) => what)).toEqual([
    'events',
    'starts and ends of tasks',
    'calls',
    'groups of llm_cost_hourly',
    'groups of llm_cost_daily',
    'rows that were refused',
    'sums of the API',
  ]);
  for (const { what, expected } of result.findings) {
    if (what !== 'rows that were refused') expect(expected).toBeGreaterThan(0);
  }
  expect(result.blows.bridgeKills + result.blows.engineKills).toBeGreaterThan(0);
  expect(report(result)).toContain('right  calls');
});

test('a report shows what is missing, wrong and unknown', () => {
  const text = report({
    seed: 1,
    rounds: 2,
    seconds: 3,
    blows: { bridgeKills: 1, engineKills: 2, stops: 3, freezes: 4, disks: { sound: 1, slow: 2, full: 3, small: 4 } },
    deliveries: { acknowledged: 10, repeated: 2, refused: 1, broken: 1 },
    tasks: 5,
    findings: [
      {
        what: 'calls',
        expected: 9,
        found: 3,
        missing: ['a', 'b', 'c', 'd', 'e', 'f'],
        wrong: ['g: 2 instead of 1'],
        unknown: ['h'],
      },
    ],
  });
  expect(text.split('\n').slice(-11)).toEqual([
    '  WRONG  calls: 3 of 9',
    '    6 missing:',
    '      a',
    '      b',
    '      c',
    '      d',
    '      e',
    '    1 wrong:',
    '      g: 2 instead of 1',
    '    1 unknown:',
    '      h',
  ]);
});

test('the same seed draws the same', () => {
  const draw = (seed: number): readonly string[] => {
    const random = createRandom(seed);
    return [random.uuid(), String(random.below(1000)), random.pick(['a', 'b', 'c']), random.shuffled([1, 2, 3]).join()];
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('options are whole numbers, and have usual values', () => {
  expect(parseOptions(['--seed', '7'])).toEqual({ rounds: 20, minutes: 0, seed: 7 });
  expect(parseOptions(['--rounds', '3', '--minutes', '5', '--seed', '1'])).toEqual({ rounds: 3, minutes: 5, seed: 1 });
  expect(() => parseOptions(['--rounds', 'many'])).toThrow('--rounds: expected a whole number, not many');
  expect(() => parseOptions(['--bogus'])).toThrow('--bogus');
});
