import { init, type Task } from '@hiveboard/sdk';
import { startCollector } from '../../../sdk/test/collector.js';
import { SimulatedTime } from './simulated-time.js';

const START = Date.parse('2026-03-01T10:00:00Z');
const HOUR = 3_600_000;

describe('SimulatedTime', () => {
  it('lets a day pass without waiting, and wakes sleepers in order', async () => {
    const time = new SimulatedTime(START);
    const woke: string[] = [];
    const live = async (name: string, everyMs: number): Promise<never> => {
      for (;;) {
        await time.sleep(everyMs);
        woke.push(`${name} ${(time.now() - START) / HOUR}`);
      }
    };
    void live('slow', 12 * HOUR);
    void live('fast', 8 * HOUR);
    const before = Date.now();

    await time.play(() => START + 24 * HOUR);

    expect(woke).toEqual(['fast 8', 'slow 12', 'fast 16', 'slow 24', 'fast 24']);
    expect(time.now()).toBe(START + 24 * HOUR);
    expect(Date.now() - before).toBeLessThan(10_000);
  });

  it('wakes those who sleep equally long in the order in which they fell asleep', async () => {
    const time = new SimulatedTime(START);
    const woke: number[] = [];
    for (const sleeper of [1, 2, 3]) void time.sleep(1_000).then(() => woke.push(sleeper));

    await time.play(() => START + 1_000);

    expect(woke).toEqual([1, 2, 3]);
  });

  it('lets everything happen between two wake-ups that follows from the first', async () => {
    const time = new SimulatedTime(START);
    const seen: number[] = [];
    void time.sleep(1_000).then(async () => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      seen.push(time.now());
    });
    void time.sleep(2_000);

    await time.play(() => START + 5_000);

    expect(seen).toEqual([START + 1_000]);
  });

  it('stands still while its pause is pending', async () => {
    const time = new SimulatedTime(START);
    void (async () => {
      for (;;) await time.sleep(1_000);
    })();
    const pauses: { readonly began: number; readonly ended: number }[] = [];

    await time.play(
      () => START + 1_000_000,
      async () => {
        const began = time.now();
        await new Promise((resolve) => setImmediate(resolve));
        pauses.push({ began, ended: time.now() });
      },
    );

    expect(pauses).toHaveLength(10);
    expect(pauses.every(({ began, ended }) => began === ended)).toBe(true);
  });

  it('goes on for real after it went live', async () => {
    const time = new SimulatedTime(Date.now() - HOUR);
    let naps = 0;
    void (async () => {
      for (;;) {
        await time.sleep(time.isLive ? 20 : HOUR / 4);
        naps += 1;
      }
    })();
    await time.play(Date.now);
    expect(naps).toBe(4);

    time.goLive();
    const before = Date.now();
    await time.sleep(50);

    // Timers of Node.js may be a millisecond early.
    expect(Date.now() - before).toBeGreaterThanOrEqual(49);
    expect(time.now()).toBeGreaterThanOrEqual(before);
    time.stop('end of the test');
  });

  it('cancels the tasks that sleep when it is stopped, and wakes nobody any more', async () => {
    const collector = await startCollector();
    const time = new SimulatedTime(START);
    const hive = init({ endpoint: collector.endpoint, clock: time.now });
    const agent = hive.agent('sleeper', { heartbeatInterval: 0 });
    let woke = false;
    void agent.task('long-job', {}, async (task: Task) => {
      task.event('begun');
      await time.sleep(HOUR);
      woke = true;
    });
    await time.play(() => START + 60_000);

    time.stop('enough');
    await time.play(() => START + 2 * HOUR);
    await hive.shutdown();
    await collector.close();

    const ended = collector.spans.find(({ attributes }) => attributes['hive.record'] === 'task');
    expect(ended?.attributes['hive.task.outcome']).toBe('cancelled');
    expect(woke).toBe(false);
  });
});
