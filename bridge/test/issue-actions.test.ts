import type { AgentPipeline, ApiError, EventPage, IssueAnswer, IssueItem } from '@hiveboard/sdk/contract';
import { digestOf } from '../src/keys/api-key.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

let hive: TestBridge;
beforeAll(async () => {
  const keys = [
    ['acme', 'acme', ['ingest', 'read']],
    ['reader', 'acme', ['read']],
    ['globex', 'globex', ['ingest', 'read']],
  ] as const;
  hive = await startTestBridge(
    keys.map(([name, tenant, scopes]) => ({
      name,
      tenant,
      scopes: [...scopes],
      sha256: digestOf(name).toString('hex'),
      limits: { ingest: 1000, read: 1000 },
    })),
  );
});
afterAll(async () => {
  await hive.stop();
});

let count = 0;

/** A report of an issue, by an agent whose clock is `ahead` milliseconds ahead. */
const report = (agent: string, words: Readonly<Record<string, string>>, ahead = 0): SentSpan => ({
  name: 'hive.agent',
  start: Date.now() + ahead,
  attributes: { 'hive.record': 'agent', 'hive.agent.id': agent },
  events: [
    {
      name: 'hive.issue',
      at: Date.now() + ahead,
      attributes: {
        'hive.event.id': `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`,
        'hive.event.kind': 'issue',
        'hive.issue.severity': 'high',
        ...words,
      },
    },
  ],
});

const RESOURCE = { 'service.name': 'shop', 'deployment.environment.name': 'staging', 'hive.group': 'night' };
const send = (span: SentSpan) => hive.send(otlp([span], RESOURCE), bearer('acme'));

async function post(agent: string, key: string, body: unknown, who = 'acme') {
  const answer = await fetch(
    `${hive.bridge.url}/v1/agents/${encodeURIComponent(agent)}/issues/${encodeURIComponent(key)}`,
    {
      method: 'POST',
      headers: { ...bearer(who), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  );
  return { status: answer.status, body: (await answer.json()) as IssueAnswer | ApiError };
}

/** What an issue is after a decision that is carried out. */
async function decide(agent: string, key: string, body: unknown): Promise<IssueItem> {
  const { body: answer } = await post(agent, key, body);
  if ('error' in answer) throw new Error(answer.message);
  return answer.data;
}

/** What a decision that is refused is answered with. */
async function refused(key: string, body: unknown, who = 'acme'): Promise<ApiError> {
  const { body: answer } = await post('refused', key, body, who);
  if ('data' in answer) throw new Error('It was not refused.');
  return answer;
}

async function issuesOf(agent: string): Promise<NonNullable<AgentPipeline['issues']>> {
  const { body } = await hive.ask<AgentPipeline>(`/v1/agents/${encodeURIComponent(agent)}/pipeline`, bearer('acme'));
  if (body.issues === null) throw new Error('The agent has no issues.');
  return body.issues;
}

const stateOf = ({ action, by }: IssueItem): readonly unknown[] => [action, by];

test('an issue is resolved, opened again and dismissed, and tells who did it', async () => {
  await send(report('crm', { 'hive.issue.id': 'crm-403', 'hive.issue.title': 'CRM returns 403' }));
  const resolved = await post('crm', 'crm-403', { action: 'resolve', by: 'ann@example.com' });
  expect(resolved).toEqual({
    status: 200,
    body: {
      data: {
        issue_key: 'crm-403',
        issue_id: 'crm-403',
        summary: 'CRM returns 403',
        severity: 'high',
        category: null,
        context: null,
        action: 'resolved',
        by: 'ann@example.com',
        occurrences: 1,
        recurrences: 0,
        reopened_at: null,
        first_seen: expect.any(String) as string,
        last_seen: expect.any(String) as string,
        decisions: [{ timestamp: expect.any(String) as string, action: 'resolved', by: 'ann@example.com' }],
      },
    },
  });
  const { active, closed, resolved_count } = await issuesOf('crm');
  expect([active, { data: closed[0] }, resolved_count]).toEqual([[], resolved.body, 1]);

  await decide('crm', 'crm-403', { action: 'reopen' });
  const reopened = await issuesOf('crm');
  // Without a name, it was the key.
  expect([reopened.active.map(stateOf), reopened.closed]).toEqual([[['reopened', 'acme']], []]);

  await decide('crm', 'crm-403', { action: 'dismiss', by: 'bob' });
  expect((await issuesOf('crm')).closed.map(stateOf)).toEqual([['dismissed', 'bob']]);

  await send(report('crm', { 'hive.issue.id': 'crm-403', 'hive.issue.title': 'CRM returns 403' }));
  expect((await issuesOf('crm')).active).toMatchObject([{ action: 'reported', by: null, occurrences: 2 }]);
});

test('an issue without an id is found by the key that the list tells, and told as an event of its agent', async () => {
  const title = `100 % "down" / <b>ü</b>`;
  await send(report('a/b ü', { 'hive.issue.title': title, 'hive.issue.category': 'connectivity' }));
  const key = (await issuesOf('a/b ü')).active[0]?.issue_key ?? '';
  expect(key).toMatch(/^title-[0-9a-f]{32}$/);
  expect((await decide('a/b ü', key, { action: 'dismiss', by: 'ann' })).action).toBe('dismissed');
  const { body } = await hive.ask<EventPage>(
    `/v1/events?agent_id=${encodeURIComponent('a/b ü')}&kind=issue&environment=staging&limit=1`,
    bearer('reader'),
  );
  expect(body.data).toMatchObject([
    {
      kind: 'issue',
      agent_id: 'a/b ü',
      severity: 'info',
      summary: `Dismissed: ${title}`,
      tags: ['issue', 'connectivity'],
      data: { title, action: 'dismissed', by: 'ann', category: 'connectivity' },
    },
  ]);
});

test('a decision holds although the clock of the agent is ahead', async () => {
  await send(report('ahead', { 'hive.issue.id': 'i', 'hive.issue.title': 't' }, 3_600_000));
  await decide('ahead', 'i', { action: 'resolve' });
  const { active, closed } = await issuesOf('ahead');
  expect([active, closed.map(stateOf)]).toEqual([[], [['resolved', 'acme']]]);
});

test('a decision that changes nothing is no event', async () => {
  await send(report('calm', { 'hive.issue.id': 'i', 'hive.issue.title': 't' }));
  expect((await decide('calm', 'i', { action: 'reopen' })).action).toBe('reported');
  await decide('calm', 'i', { action: 'resolve', by: 'first' });
  expect((await decide('calm', 'i', { action: 'resolve', by: 'second' })).by).toBe('first');
  const { body } = await hive.ask<EventPage>('/v1/events?agent_id=calm', bearer('acme'));
  expect(body.data).toHaveLength(2);
});

describe('refused', () => {
  beforeAll(() => send(report('refused', { 'hive.issue.id': 'i', 'hive.issue.title': 't' })));
  afterAll(async () => {
    expect((await issuesOf('refused')).active.map(stateOf)).toEqual([['reported', null]]);
  });

  test.each([
    ['an issue that nobody reported', 'acme', 'none', { action: 'resolve' }, 404, 'issue_not_found'],
    ['the issue of another tenant', 'globex', 'i', { action: 'resolve' }, 404, 'issue_not_found'],
    ['a key that only reads', 'reader', 'i', { action: 'resolve' }, 403, 'insufficient_scope'],
    ['an unknown key', 'nobody', 'i', { action: 'resolve' }, 401, 'authentication_failed'],
    ['no action', 'acme', 'i', {}, 400, 'invalid_parameter'],
    ['an unknown action', 'acme', 'i', { action: 'delete' }, 400, 'invalid_parameter'],
    ['an unknown field', 'acme', 'i', { action: 'resolve', x: 1 }, 400, 'invalid_parameter'],
    ['nobody', 'acme', 'i', { action: 'resolve', by: ' ' }, 400, 'invalid_parameter'],
    ['no object', 'acme', 'i', [], 400, 'invalid_parameter'],
    ['far too much', 'acme', 'i', { action: 'resolve', by: 'x'.repeat(20_000) }, 413, 'body_too_large'],
  ])('%s', async (_what, who, key, body, status, error) => {
    const answer = await refused(key, body, who);
    expect([answer.status, answer.error]).toEqual([status, error]);
  });

  test('an action tells what it may be', async () => {
    expect((await refused('i', { action: 'delete' })).message).toBe('action: expected one of resolve, dismiss, reopen');
  });

  test.each([
    ['broken JSON', 'application/json', '{"action":', 'body_unreadable'],
    ['no JSON', 'text/plain', 'resolve', 'invalid_parameter'],
  ])('%s', async (_what, type, body, error) => {
    const headers = { ...bearer('acme'), 'content-type': type };
    const answer = await fetch(`${hive.bridge.url}/v1/agents/refused/issues/i`, { method: 'POST', headers, body });
    expect([answer.status, ((await answer.json()) as ApiError).error]).toEqual([400, error]);
  });
});
