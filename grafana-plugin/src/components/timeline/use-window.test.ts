import { stretchOf } from './use-window.js';

test.each([
  [0, 1000, { from: -800, until: 2400 }],
  [799, 1000, { from: -800, until: 3200 }],
  [800, 800, { from: 0, until: 2400 }],
])('scrolled to %p with %p in view, more than that is drawn', (scrollLeft, clientWidth, stretch) => {
  expect(stretchOf(scrollLeft, clientWidth)).toEqual(stretch);
});
