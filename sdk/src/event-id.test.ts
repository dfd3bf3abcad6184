import { createEventIds } from './event-id.js';

test('an event id is a UUIDv7 of its moment', () => {
  const id = createEventIds()(Date.parse('2026-03-01T12:00:00.250Z'));
  expect(id).toMatch(/^019ca945-0afa-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('ids of one moment are all different and sort in the order in which they were made', () => {
  const next = createEventIds();
  const ids = Array.from({ length: 4096 }, () => next(1_772_366_400_000));
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});

test('ids stay well formed at the ends of time', () => {
  const next = createEventIds();
  for (const moment of [0, 1, 2 ** 48 - 1, -1]) {
    expect(next(moment)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
