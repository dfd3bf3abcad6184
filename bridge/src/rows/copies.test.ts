import { withoutCopies } from './copies.js';

const told = (eventId: string, at: number, agentId: string, summary: string) => ({
  eventId,
  at,
  origin: { agentId },
  summary,
});

test('of what is told several times the last copy is left', () => {
  expect(
    withoutCopies([told('a', 1, 'x', 'on the way'), told('b', 1, 'x', 'once'), told('a', 1, 'x', 'in the end')]),
  ).toEqual([told('a', 1, 'x', 'in the end'), told('b', 1, 'x', 'once')]);
});

test('what ClickHouse stores apart is no copy', () => {
  const facts = [told('a', 1, 'x', ''), told('a', 2, 'x', ''), told('a', 1, 'y', '')];
  expect(withoutCopies(facts)).toEqual(facts);
});
