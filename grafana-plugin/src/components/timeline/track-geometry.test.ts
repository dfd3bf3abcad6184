import { retried, rich } from './fixtures.js';
import { layOut } from './lanes.js';
import { nodesOf } from './nodes.js';
import { labelPoint, lanesOf, pathOf } from './track-geometry.js';

const layout = layOut(nodesOf(retried.timeline, []));
const lanes = lanesOf(layout);

test('a lane without calls is lower than one with calls', () => {
  expect(lanesOf(layOut(nodesOf(rich.timeline, rich.calls)))).toEqual([{ top: 0, line: 62, bottom: 144 }]);
  expect(lanes).toEqual([
    { top: 0, line: 62, bottom: 144 },
    { top: 144, line: 172, bottom: 254 },
  ]);
});

test('a line within a lane is straight, one between lanes turns before its end', () => {
  const paths = layout.connectors.map((connector) => pathOf(connector, lanes));
  expect(paths[0]).toMatch(/^M\d+ 62H\d+$/);
  expect(paths[2]).toMatch(/^M\d+ 62H\d+Q\d+ 62 \d+ 78V156Q\d+ 172 \d+ 172H\d+$/);
  expect(paths[6]).toMatch(/^M\d+ 172H\d+Q\d+ 172 \d+ 156V78Q\d+ 62 \d+ 62H\d+$/);
});

test('a duration is written halfway, between lanes on the last stretch', () => {
  const [first, , fork] = layout.connectors;
  if (first === undefined || fork === undefined) throw new Error('no connectors');
  expect(labelPoint(first, lanes)).toEqual({ x: (first.from.x + first.to.x) / 2, y: 62 });
  expect(labelPoint(fork, lanes)).toEqual({ x: fork.to.x - 37, y: 172 });
});
