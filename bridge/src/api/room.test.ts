import { createRoom } from './room.js';

test('one tenant takes half of a room, and others the rest', () => {
  const room = createRoom(4);
  expect(['a', 'a', 'a', 'b', 'b', 'c'].map((tenant) => room.enter(tenant) !== undefined)).toEqual([
    true,
    true,
    false,
    true,
    true,
    false,
  ]);
});

test('whoever leaves makes room once, however often it says so', () => {
  const room = createRoom(2);
  const leave = room.enter('a');
  room.enter('b');
  expect(room.enter('c')).toBeUndefined();
  leave?.();
  leave?.();
  expect(room.enter('c')).toBeDefined();
  expect(room.enter('a')).toBeUndefined();
});
