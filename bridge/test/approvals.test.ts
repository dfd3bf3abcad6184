import type { ApiError, ApprovalItem, ApprovalPage } from '@hiveboard/sdk/contract';
import { asks, decides, ofAgent, ofRun } from './agent-news.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const MINUTE = 60_000;
const T0 = Math.floor(Date.now() / 1000) * 1000 - 60 * MINUTE;
const at = (minute: number): number => T0 + minute * MINUTE;
const iso = (minute: number): string => new Date(at(minute)).toISOString();

const send = (resource: Readonly<Record<string, string>>, ...spans: readonly SentSpan[]) =>
  hive.send(otlp(spans, { 'service.name': 'shop', ...resource }));
const ask = async (query: string): Promise<ApprovalPage> =>
  (await hive.ask<ApprovalPage>(`/v1/approvals?${query}`)).body;
/** For whom each waits and why, in the order of the answer. */
const wordsOf = ({ data }: ApprovalPage): readonly string[] =>
  data.map((item) => `${item.approver}: ${item.reason ?? ''}`);

test('tells what waits across the fleet, for whom and since when, the oldest first', async () => {
  const night = { 'deployment.environment.name': 'staging', 'hive.group': 'night' };
  await send(
    night,
    ofRun(
      { agent: 'seller', task: 'offer', start: at(1), words: { 'hive.project': 'crm', 'hive.task.type': 'quote' } },
      asks(at(5), 'sales-lead', '20 % off'),
    ),
    ofAgent('keeper', asks(at(2), 'ops', 'restart')),
  );
  const page = await ask('group=night');
  const waiting = page.data.map(({ waiting_seconds }) => waiting_seconds);
  expect({ ...page, data: page.data.map(({ waiting_seconds: _, request_id: __, ...item }) => item) }).toEqual({
    data: [
      {
        status: 'pending',
        agent_id: 'keeper',
        task_id: null,
        task_run_id: null,
        task_type: null,
        project_id: null,
        environment: 'staging',
        group: 'night',
        approver: 'ops',
        reason: 'restart',
        since: iso(2),
        closed_at: null,
        decision: null,
        decided_by: null,
        comment: null,
      },
      {
        status: 'pending',
        agent_id: 'seller',
        task_id: 'offer',
        task_run_id: 'offer-run',
        task_type: 'quote',
        project_id: 'crm',
        environment: 'staging',
        group: 'night',
        approver: 'sales-lead',
        reason: '20 % off',
        since: iso(5),
        closed_at: null,
        decision: null,
        decided_by: null,
        comment: null,
      },
    ],
    pagination: { cursor: null, has_more: false },
    totals: { pending: 2, decided: 0, abandoned: 0 },
  });
  expect(waiting[0]).toBeGreaterThanOrEqual(58 * 60);
  expect(waiting[1]).toBeGreaterThanOrEqual(55 * 60);
  expect(waiting[1]).toBeLessThan(waiting[0] ?? 0);
});

describe('a decision', () => {
  /** What became of the requests of a run. */
  const outcomes = async (task: string): Promise<readonly (readonly unknown[])[]> =>
    (await ask(`task_id=${task}&status=pending,decided,abandoned&sort=oldest`)).data.map((item: ApprovalItem) => [
      item.reason,
      item.status,
      item.decision,
      item.decided_by,
      item.status === 'pending' ? null : item.waiting_seconds / 60,
    ]);

  test.each([
    [
      'answers what its maker was asked, although others have waited longer',
      [asks(at(1), 'ann', '1'), asks(at(2), 'bob', '2'), decides(at(4), 'bob', 'rejected')],
      [
        ['1', 'pending', null, null, null],
        ['2', 'decided', 'rejected', 'bob', 2],
      ],
    ],
    [
      'of somebody else answers what has waited longest',
      [asks(at(1), 'sales-lead', '1'), asks(at(2), 'sales-lead', '2'), decides(at(4), 'ann')],
      [
        ['1', 'decided', 'approved', 'ann', 3],
        ['2', 'pending', null, null, null],
      ],
    ],
    [
      'never answers what its maker was asked only later, while something waits',
      [asks(at(1), 'sales-lead', '1'), decides(at(3), 'ann'), asks(at(4), 'ann', '2')],
      [
        ['1', 'decided', 'approved', 'ann', 2],
        ['2', 'pending', null, null, null],
      ],
    ],
    [
      'answers one request alone',
      [asks(at(1), 'ann', '1'), asks(at(2), 'ann', '2'), decides(at(5), 'ann')],
      [
        ['1', 'decided', 'approved', 'ann', 4],
        ['2', 'pending', null, null, null],
      ],
    ],
    ['without a request is none', [decides(at(5), 'ann')], []],
  ])('%s', async (name, news, expected) => {
    const task = name.replaceAll(' ', '-');
    await send({}, ofRun({ agent: 'pairs', task, start: at(0) }, ...news));
    expect(await outcomes(task)).toEqual(expected);
  });

  test('of a run that ended is waited for by nobody', async () => {
    const run = { agent: 'pairs', task: 'ended', start: at(0), end: at(30) };
    await send({}, ofRun(run, asks(at(1), 'ann', '1'), asks(at(2), 'ann', '2'), decides(at(5), 'ann')));
    expect(await outcomes('ended')).toEqual([
      ['1', 'decided', 'approved', 'ann', 4],
      ['2', 'abandoned', null, null, 28],
    ]);
    expect((await ask('task_id=ended')).data).toEqual([]);
  });
});

test('a decision is told with who made it, when and what they added', async () => {
  const { words: verdict, ...decision } = decides(at(3), 'ann', 'rejected');
  const words = { ...verdict, 'hive.approval.comment': 'too cheap' };
  await send({}, ofAgent('commented', asks(at(1), 'sales-lead'), { ...decision, words }));
  expect((await ask('agent_id=commented&status=decided')).data).toMatchObject([
    { closed_at: iso(3), decision: 'rejected', decided_by: 'ann', comment: 'too cheap', waiting_seconds: 120 },
  ]);
});

test('closed ones are those of the period, what is pending is told whenever it began', async () => {
  const DAY = 1440;
  await send(
    {},
    ofRun({ agent: 'calendar', task: 'old', start: at(-3 * DAY) }, asks(at(-3 * DAY), 'ann', 'waits for days')),
    ofAgent('calendar', asks(at(-2 * DAY), 'ann', 'long ago'), decides(at(-2 * DAY + 1), 'ann')),
    ofAgent('calendar', asks(at(1), 'bob', 'today'), decides(at(2), 'bob')),
  );
  const all = 'agent_id=calendar&status=pending,decided';
  expect(wordsOf(await ask(all))).toEqual(['ann: waits for days', 'bob: today']);
  expect(wordsOf(await ask(`${all}&time_range=7d`))).toEqual(['ann: waits for days', 'ann: long ago', 'bob: today']);
  expect((await ask(`${all}&time_range=7d&limit=1`)).totals).toEqual({ pending: 1, decided: 2, abandoned: 0 });
});

test.each(['oldest', 'newest'])('pages, %s first, have every request once', async (sort) => {
  const agent = `many-${sort}`;
  // Several at one moment: the place of a page is told apart by the request too.
  const news = Array.from({ length: 7 }, (_, index) => asks(at(Math.floor(index / 3)), 'ann', `${index}`));
  await send({}, ofRun({ agent, task: agent, start: at(0) }, ...news));
  const whole = wordsOf(await ask(`agent_id=${agent}&sort=${sort}`));
  const found: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: ApprovalPage = await ask(`agent_id=${agent}&sort=${sort}&limit=2&cursor=${cursor}`);
    expect(page.totals.pending).toBe(7);
    found.push(...wordsOf(page));
    cursor = page.pagination.cursor;
  }
  expect(found).toEqual(whole);
  expect(found.toSorted()).toEqual(news.map((_, index) => `ann: ${index}`));
});

describe('filters', () => {
  beforeAll(async () => {
    const home = { 'deployment.environment.name': 'e', 'hive.group': 'g' };
    const run = (task: string, project: string) =>
      ({ agent: 'filters', task, start: at(0), words: { 'hive.project': project } }) as const;
    await send(home, ofRun(run('f1', 'p1'), asks(at(1), 'ann', 'a')), ofRun(run('f2', 'p2'), asks(at(2), 'bob', 'b')));
  });

  test.each([
    ['', ['ann: a', 'bob: b']],
    ['approver=bob', ['bob: b']],
    ['project=p1', ['ann: a']],
    ['task_id=f2', ['bob: b']],
    ['environment=e', ['ann: a', 'bob: b']],
    ['environment=production', []],
    ['group=g', ['ann: a', 'bob: b']],
    ['group=default', []],
    ['status=decided', []],
  ])('by %s', async (query, expected) => {
    const page = await ask(`agent_id=filters&${query}`);
    expect([wordsOf(page), page.totals.pending]).toEqual([expected, expected.length]);
  });
});

test('a status that is none is refused with what it may be', async () => {
  const { status, body } = await hive.ask<ApiError>('/v1/approvals?status=forgotten');
  expect([status, body.message]).toEqual([
    400,
    'status: expected any of pending, decided, abandoned, with commas between',
  ]);
});
