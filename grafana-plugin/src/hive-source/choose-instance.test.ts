import { chosenUid, chooseInstance } from './choose-instance.js';

const [a, b] = [{ uid: 'a' }, { uid: 'b', isDefault: true }];

test.each([
  ['nothing without candidates', [], 'a', undefined],
  ['the configured one', [a, b], 'a', 'a'],
  ["Grafana's default when the configured one is gone", [a, b], 'gone', 'b'],
  ["Grafana's default when none is configured", [a, b], undefined, 'b'],
  ['the first when none is the default', [{ uid: 'x' }, { uid: 'y' }], undefined, 'x'],
])('chooses %s', (...[, candidates, configured, uid]) => {
  expect(chooseInstance(candidates, configured)?.uid).toBe(uid);
});

test.each([
  [undefined, undefined],
  [{}, undefined],
  [{ jsonData: { datasourceUid: 7 } }, undefined],
  [{ jsonData: { datasourceUid: 'a' } }, 'a'],
])('the settings %j name the data source %p', (meta, uid) => {
  expect(chosenUid(meta)).toBe(uid);
});
