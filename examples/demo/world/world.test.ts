import { forgive, Mishap } from './mishap.js';
import { answerOf, GPT_41_MINI, GPT_5, IN_HOUSE, SONNET } from './models.js';
import { createRandom } from './random.js';
import { busyness } from './rhythm.js';
import { WorkQueue } from './work-queue.js';

const MINUTE = 60_000;

describe('createRandom', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: string): readonly number[] => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.whole(0, 1_000_000));
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('stays within its bounds and reaches both', () => {
    const random = createRandom('dice');
    const dice = new Set(Array.from({ length: 500 }, () => random.whole(1, 6)));
    expect([...dice].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(Array.from({ length: 200 }, () => random.pick(['heads', 'tails'])))).toEqual(
      new Set(['heads', 'tails']),
    );
  });

  it('is as lucky as it is told', () => {
    const random = createRandom('luck');
    const hits = Array.from({ length: 4_000 }, () => random.chance(0.25)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(900);
    expect(hits).toBeLessThan(1_100);
  });
});

describe('busyness', () => {
  const live = new Date(2026, 2, 2, 3, 0).getTime();

  it('is high by day, low by night, and full while somebody looks', () => {
    const [night, day] = [new Date(2026, 2, 1, 3, 0).getTime(), new Date(2026, 2, 1, 15, 0).getTime()];
    expect(busyness(day, live)).toBeGreaterThan(5 * busyness(night, live));
    expect(busyness(live - 5 * MINUTE, live)).toBe(1);
    expect(busyness(live + 500 * MINUTE, live)).toBe(1);
  });
});

describe('answerOf', () => {
  const exactly = (tokensIn: number, tokensOut: number) => ({
    tokensIn: [tokensIn, tokensIn] as const,
    tokensOut: [tokensOut, tokensOut] as const,
  });

  it('costs what the price list says, cached tokens at their own price', () => {
    const random = createRandom('price');
    expect(answerOf(SONNET, exactly(1_000_000, 100_000), random).cost).toBe(4.5);
    const cached = answerOf(SONNET, { ...exactly(1_000_000, 0), cached: 0.5, written: 0.25 }, random);
    expect(cached).toMatchObject({ cacheReadTokens: 500_000, cacheWriteTokens: 250_000, cost: 0.15 + 0.9375 + 0.75 });
    expect(answerOf(GPT_5, exactly(0, 1_000), random)).toMatchObject({ cost: 0.01, reasoningTokens: 400 });
  });

  it.each([GPT_41_MINI, IN_HOUSE])('leaves the cost of $id to the bridge', (model) => {
    expect(answerOf(model, exactly(100, 100), createRandom('free'))).not.toHaveProperty('cost');
  });
});

describe('WorkQueue', () => {
  it('tells what waits, for how long, and what is being processed', () => {
    let now = Date.parse('2026-03-01T10:00:00Z');
    const queue = new WorkQueue(() => now);
    expect(queue.snapshot()).toEqual({ depth: 0, items: [] });

    queue.add({ id: 'a', summary: 'First', priority: 'high', source: 'human' });
    now += 30_000;
    queue.add({ id: 'b', summary: 'Second', priority: 'low', source: 'webhook' });
    expect(queue.take()?.id).toBe('a');
    now += 5_000;

    expect(queue.snapshot()).toEqual({
      depth: 1,
      oldestAgeSeconds: 5,
      items: [
        { id: 'b', summary: 'Second', priority: 'low', source: 'webhook', queued_at: '2026-03-01T10:00:30.000Z' },
      ],
      processing: { id: 'a', summary: 'First', started_at: '2026-03-01T10:00:30.000Z', elapsed_ms: 5_000 },
    });
    queue.done();
    expect(queue.snapshot()).not.toHaveProperty('processing');
  });
});

describe('forgive', () => {
  it('swallows what belongs to the story and nothing else', () => {
    const defect = new TypeError('x is undefined');
    expect(forgive(new Mishap('RateLimitError', 'too fast'))).toBe(false);
    expect(() => forgive(defect)).toThrow(defect);
  });
});
