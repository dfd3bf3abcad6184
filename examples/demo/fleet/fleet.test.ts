import { init } from '@hiveboard/sdk';
import { startCollector, type Collector, type ReceivedSpan } from '../../../sdk/test/collector.js';
import { SimulatedTime } from '../world/simulated-time.js';
import { FLEET, fleetOf, startFleet } from './fleet.js';

const HOUR = 3_600_000;
/** A working day, of whichever time zone. */
const LIVE_AT = new Date(2026, 2, 2, 18, 0).getTime();
const HISTORY_MS = 12 * HOUR;

/** Event kinds, and how tasks and actions ended, that each story is about. */
const STORIES: Readonly<Record<keyof typeof FLEET, readonly string[]>> = {
  'lead-qualifier': [
    'hive.plan_created',
    'hive.plan_step',
    'hive.llm_call',
    'hive.escalated',
    'task failed',
    'action failed',
  ],
  'support-triage': ['hive.llm_call', 'hive.escalated', 'hive.queue_snapshot', 'task completed'],
  'invoice-processor': [
    'hive.retry',
    'hive.issue',
    'hive.todo',
    'hive.queue_snapshot',
    'action failed',
    'task failed',
    'task completed',
  ],
  'research-analyst': ['hive.plan_created', 'hive.plan_step', 'hive.custom', 'hive.llm_call', 'task completed'],
  'contract-reviewer': [
    'hive.approval_requested',
    'hive.approval_received',
    'hive.plan_step',
    'task cancelled',
    'task completed',
  ],
  'data-sync': ['hive.scheduled', 'hive.todo', 'hive.issue', 'task failed', 'task completed'],
  'content-writer': ['hive.plan_created', 'hive.llm_call', 'task completed'],
  'legacy-scraper': ['hive.queue_snapshot', 'hive.issue', 'task failed', 'task completed'],
  'translation-desk': ['hive.llm_call', 'task completed'],
  'log-summarizer': ['hive.llm_call', 'hive.custom', 'task completed'],
};

describe('the fleet', () => {
  let collector: Collector;
  const defects: unknown[] = [];
  let dropped = 0;

  beforeAll(async () => {
    collector = await startCollector();
    const time = new SimulatedTime(LIVE_AT - HISTORY_MS);
    const hive = init({ endpoint: collector.endpoint, clock: time.now, maxQueueSize: 100_000 });
    const onDefect = (error: unknown): void => {
      defects.push(error);
    };
    startFleet(fleetOf(12), { hive, time, liveAt: LIVE_AT, onDefect });
    await time.play(() => LIVE_AT + 15 * 60_000);
    time.stop('end of the test');
    await hive.shutdown(60_000);
    dropped = hive.stats().dropped;
  });
  afterAll(() => collector.close());

  const of = (agentId: string): readonly ReceivedSpan[] =>
    collector.spans.filter(({ attributes }) => attributes['hive.agent.id'] === agentId);
  const told = (spans: readonly ReceivedSpan[]): ReadonlySet<string> =>
    new Set(
      spans.flatMap(({ attributes, events, status }) => [
        ...events.map(({ name }) => name),
        ...(attributes['hive.record'] === 'task' ? [`task ${String(attributes['hive.task.outcome'])}`] : []),
        ...(attributes['hive.record'] === 'action' && status.code === 2 ? ['action failed'] : []),
      ]),
    );

  it('goes through its day without a defect, and nothing is lost', () => {
    expect(defects).toEqual([]);
    expect(dropped).toBe(0);
  });

  it.each(Object.keys(FLEET))('lets %s tell its story', (agentId) => {
    const happened = told(of(agentId));
    expect([...happened]).toEqual(
      expect.arrayContaining([
        ...(STORIES[agentId] ?? []),
        'hive.agent_registered',
        'hive.heartbeat',
        'hive.agent_stopped',
      ]),
    );
  });

  it('has events only within its time', () => {
    const moments = collector.spans.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]);
    expect(moments.every((at) => at >= LIVE_AT - HISTORY_MS && at <= LIVE_AT + 15 * 60_000)).toBe(true);
  });

  it('lets the scraper hang while somebody looks, longer than its threshold', () => {
    const beats = of('legacy-scraper')
      .flatMap(({ events }) => events)
      .filter(({ name, at }) => name === 'hive.heartbeat' && at > LIVE_AT)
      .map(({ at }) => at);
    const silences = beats.slice(1).map((at, index) => at - (beats[index] ?? at));
    expect(Math.max(...silences)).toBeGreaterThan(2 * 60_000);
  });

  it('reports costs, leaves some to the bridge, and has calls that nobody can price', () => {
    const calls = (agentId: string) =>
      of(agentId)
        .flatMap(({ events }) => events)
        .filter(({ name }) => name === 'hive.llm_call')
        .map(({ attributes }) => attributes['hive.cost.usd']);
    expect(calls('content-writer').every((cost) => typeof cost === 'number' && cost > 0)).toBe(true);
    expect(new Set(calls('translation-desk'))).toEqual(new Set([undefined]));
    expect(new Set(calls('log-summarizer'))).toEqual(new Set([undefined]));
  });

  it('is filled up with crawlers', () => {
    expect(of('crawler-0001').length).toBeGreaterThan(0);
    expect([...fleetOf(12).keys()].slice(10)).toEqual(['crawler-0001', 'crawler-0002']);
    expect(fleetOf(3).size).toBe(10);
  });
});
