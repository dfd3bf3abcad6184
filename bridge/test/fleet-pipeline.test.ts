import type { AgentPipelineCounts, ApiError, FleetPipeline } from '@hiveboard/sdk/contract';
import { asks, ofAgent, ofRun, type News } from './agent-news.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Math.floor(Date.now() / 1000) * 1000;
const iso = (at: number): string => new Date(at).toISOString();

describe('the fleet', () => {
  const fleet = async (query: string): Promise<FleetPipeline> =>
    (await hive.ask<FleetPipeline>(`/v1/pipeline?${query}`)).body;
  const issues = (severity: string, times: number): readonly News[] =>
    Array.from({ length: times }, (_, index) => ({
      at: NOW - HOUR,
      kind: 'issue',
      words: { 'hive.issue.title': `${severity} ${index}`, 'hive.issue.severity': severity },
    }));
  const nothing = {
    environment: 'production',
    group: 'fleet',
    queue_depth: 0,
    queue_oldest_age_seconds: null,
    active_issues: { total: 0, critical: 0, high: 0, medium: 0 },
    active_todos: { total: 0, high: 0 },
    enabled_schedules: 0,
    missed_runs: 0,
    pending_approvals: 0,
    longest_approval_wait_seconds: null,
  };
  const rounded = (counts: object): object =>
    JSON.parse(
      JSON.stringify(counts, (name, value: unknown) =>
        name.endsWith('_seconds') && typeof value === 'number' ? Math.floor(value / 600) * 600 : value,
      ),
    ) as object;

  beforeAll(async () => {
    const resource = { 'service.name': 'shop', 'deployment.environment.name': 'production', 'hive.group': 'fleet' };
    await hive.send(
      otlp(
        [
          ofAgent(
            'calm',
            { at: NOW, kind: 'heartbeat' },
            { at: NOW, kind: 'queue_snapshot', words: { 'hive.queue.depth': 0 } },
          ),
          ofAgent('loud', ...issues('medium', 1), ...issues('high', 2)),
          ofAgent('worst', ...issues('critical', 1), ...issues('low', 1)),
          ofAgent(
            'laden',
            {
              at: NOW - HOUR,
              kind: 'queue_snapshot',
              words: { 'hive.queue.depth': 7, 'hive.queue.oldest_age_seconds': 60 },
            },
            ...['a', 'b', 'c'].map((id) => ({
              at: NOW,
              kind: 'todo',
              words: {
                'hive.todo.id': id,
                'hive.todo.action': id === 'c' ? 'completed' : 'created',
                'hive.todo.priority': id === 'a' ? 'high' : 'low',
              },
            })),
            {
              at: NOW,
              kind: 'scheduled',
              words: {
                'hive.schedule.items': JSON.stringify([
                  { id: 'x', next_run: iso(NOW - 90 * MINUTE), interval: '1h' },
                  { id: 'y', next_run: iso(NOW + HOUR), interval: '1h' },
                  { id: 'z', next_run: iso(NOW - HOUR), interval: '1h', enabled: false },
                ]),
              },
            },
          ),
          ofRun(
            { agent: 'asking', task: 'asks', start: NOW - 2 * HOUR },
            asks(NOW - 2 * HOUR, 'ann'),
            asks(NOW, 'bob'),
          ),
          ofRun({ agent: 'answered', task: 'ended', start: NOW - HOUR, end: NOW }, asks(NOW - HOUR, 'ann')),
        ],
        resource,
      ),
    );
    await hive.send(
      otlp([ofAgent('elsewhere', ...issues('critical', 3))], {
        'service.name': 'shop',
        'deployment.environment.name': 'staging',
        'hive.group': 'fleet',
      }),
    );
  });

  test('is told in figures, by agents in which anything waits, the worst first', async () => {
    const { data, pagination, totals } = await fleet('group=fleet&environment=production');
    const row = (agent_id: string, counts: Partial<AgentPipelineCounts>) => ({ agent_id, ...nothing, ...counts });
    expect(data.map(rounded)).toEqual([
      row('worst', { active_issues: { total: 2, critical: 1, high: 0, medium: 0 } }),
      row('loud', { active_issues: { total: 3, critical: 0, high: 2, medium: 1 } }),
      row('asking', { pending_approvals: 2, longest_approval_wait_seconds: 7200 }),
      row('laden', {
        queue_depth: 7,
        queue_oldest_age_seconds: 3600,
        active_todos: { total: 2, high: 1 },
        enabled_schedules: 2,
        missed_runs: 2,
      }),
    ]);
    const { environment: _, group: __, ...none } = nothing;
    expect([pagination, rounded(totals)]).toEqual([
      { cursor: null, has_more: false },
      {
        ...none,
        agents: 4,
        queue_depth: 7,
        queue_oldest_age_seconds: 3600,
        active_issues: { total: 5, critical: 1, high: 2, medium: 1 },
        active_todos: { total: 2, high: 1 },
        enabled_schedules: 2,
        missed_runs: 2,
        pending_approvals: 2,
        longest_approval_wait_seconds: 7200,
      },
    ]);
  });

  test.each([
    ['group=fleet', ['elsewhere', 'worst', 'loud', 'asking', 'laden'], 5, false],
    ['group=fleet&limit=2', ['elsewhere', 'worst'], 5, true],
    ['group=fleet&environment=staging', ['elsewhere'], 1, false],
    ['group=nobody', [], 0, false],
  ])('of %s', async (query, agents, all, more) => {
    const { data, pagination, totals } = await fleet(query);
    expect([data.map(({ agent_id }) => agent_id), totals.agents, pagination.has_more]).toEqual([agents, all, more]);
  });

  /** The agents of all pages, and the totals of each. */
  const pages = async (query: string): Promise<{ readonly agents: readonly string[]; readonly totals: unknown[] }> => {
    const agents: string[] = [];
    const totals: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: FleetPipeline = await fleet(`${query}&cursor=${cursor}`);
      agents.push(...page.data.map(({ agent_id }) => agent_id));
      totals.push(rounded(page.totals));
      expect(page.pagination.has_more).toBe(page.pagination.cursor !== null);
      cursor = page.pagination.cursor;
    }
    return { agents, totals };
  };

  test.each([
    ['attention', ['elsewhere', 'worst', 'loud', 'asking', 'laden']],
    ['name', ['asking', 'elsewhere', 'laden', 'loud', 'worst']],
  ])('in pages by %s has every agent once, and all of them in the totals of each', async (sort, agents) => {
    for (const limit of [1, 2, 5]) {
      const found = await pages(`group=fleet&sort=${sort}&limit=${limit}`);
      expect(found.agents).toEqual(agents);
      expect(found.totals).toHaveLength(Math.ceil(agents.length / limit));
      expect(new Set(found.totals.map((totals) => JSON.stringify(totals))).size).toBe(1);
      expect(found.totals[0]).toMatchObject({ agents: 5, queue_depth: 7, pending_approvals: 2 });
    }
  });

  test('goes on where a page ended, although more waits since', async () => {
    const resource = { 'service.name': 'shop', 'hive.group': 'growing' };
    await hive.send(
      otlp(
        [
          ofAgent('g-1', ...issues('critical', 2)),
          ofAgent('g-2', ...issues('critical', 1)),
          ofAgent('g-3', ...issues('low', 1)),
        ],
        resource,
      ),
    );
    const first = await fleet('group=growing&limit=1');
    await hive.send(otlp([ofAgent('g-0', ...issues('critical', 3)), ofAgent('g-4', ...issues('medium', 1))], resource));
    const rest = await fleet(`group=growing&cursor=${first.pagination.cursor ?? ''}`);
    expect([...first.data, ...rest.data].map(({ agent_id }) => agent_id)).toEqual(['g-1', 'g-2', 'g-3', 'g-4']);
    expect([first.totals.agents, rest.totals.agents]).toEqual([3, 5]);
  });

  test.each([
    ['cursor=nonsense', 'cursor: expected the cursor of an answer, unchanged'],
    [
      `cursor=${Buffer.from('[0,"worst","1,many"]').toString('base64url')}`,
      'cursor: expected the cursor of an answer, unchanged',
    ],
    ['sort=loud', 'sort: expected one of attention, name'],
  ])('is not told of %s', async (query, message) => {
    const { status, body } = await hive.ask<ApiError>(`/v1/pipeline?${query}`);
    expect([status, body.message]).toEqual([400, message]);
  });
});
