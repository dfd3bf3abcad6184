import fc from 'fast-check';
import type { AgentPipeline, ApprovalItem, ApprovalPage, FleetPipeline, IssueItem } from '@hiveboard/sdk/contract';
import { noteEndings } from '../src/rollups/note-endings.js';
import { modelApprovals, modelPipeline, type PipelineTold } from './pipeline-model.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
});
afterAll(async () => {
  await hive.stop();
});

const NOW = Math.floor(Date.now() / 1000) * 1000;
/** Long enough ago for ends to be noted. */
const T0 = NOW - 15 * 60_000;
const AGENTS = 12;

let count = 0;
const freshId = (): string => `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`;

type Untold<T> = T extends PipelineTold ? Omit<T, 'id' | 'at'> : never;

const words = (...all: readonly string[]) => fc.constantFrom(...all);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
/** Within a few milliseconds, so that many happen at once, or some seconds apart. */
const moment = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 9 }).map((second) => second * 1000),
);

const queue = fc.record({
  kind: fc.constant('queue' as const),
  depth: fc.nat(30),
  oldestAge: orNull(fc.nat(900)),
  items: orNull(fc.array(fc.record({ id: words('i', 'j'), summary: fc.string({ maxLength: 9 }) }), { maxLength: 3 })),
  processing: orNull(fc.record({ id: words('p', 'q') })),
});
const todo = fc.record({
  kind: fc.constant('todo' as const),
  todoId: words('a', 'b'),
  action: words('created', 'completed', 'failed', 'dismissed', 'deferred'),
  title: fc.string({ minLength: 1, maxLength: 9 }),
  priority: orNull(words('high', 'normal', 'low')),
});
const schedule = fc.record({
  kind: fc.constant('schedule' as const),
  items: fc.uniqueArray(
    fc.record({
      id: words('x', 'y'),
      // None is near a moment at which one more is missed.
      next_run: words(...[-210, -90, -50, 30, 60].map((minutes) => new Date(NOW + minutes * 60_000).toISOString())),
      interval: orNull(words('1h', 'now and then')),
      enabled: fc.boolean(),
    }),
    { maxLength: 3, selector: ({ next_run }) => next_run },
  ),
});
const issue = fc
  .record({
    kind: fc.constant('issue' as const),
    issueId: orNull(words('crm')),
    title: words('CRM down', 'crm down'),
    action: words('reported', 'reported', 'resolved', 'dismissed', 'reopened'),
    severity: words('critical', 'low'),
    context: orNull(fc.dictionary(words('a', 'b'), fc.nat(9), { noNullPrototype: true })),
    count: orNull(fc.nat(9)),
    by: orNull(words('ann', 'bob')),
  })
  .map((told) => (told.action === 'reported' ? { ...told, by: null } : told));
const approval = fc.record({
  kind: words('approval_requested', 'approval_received') as fc.Arbitrary<'approval_requested' | 'approval_received'>,
  inRun: fc.boolean(),
  person: words('ann', 'bob', 'sales-lead'),
});
const end = fc.record({ kind: fc.constant('end' as const) });
const untold: fc.Arbitrary<Untold<PipelineTold>> = fc.oneof(
  queue,
  schedule,
  { arbitrary: todo, weight: 3 },
  { arbitrary: issue, weight: 4 },
  { arbitrary: approval, weight: 4 },
  end,
);
/** Things told at moments, and the places of their copies among all that arrives. */
const storyOf = (told: fc.Arbitrary<Untold<PipelineTold>>) =>
  fc.array(fc.record({ told, moment, places: fc.array(fc.nat(10_000), { minLength: 1, maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 14,
  });
// Some speak of approvals alone, of issues alone: only many of a kind say much about their order.
const story = fc.oneof(storyOf(untold), storyOf(approval), storyOf(issue));

type Attributes = Readonly<Record<string, string | number>>;
const said = (attributes: Readonly<Record<string, string | number | null>>): Attributes =>
  Object.fromEntries(Object.entries(attributes).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** The kind of event that tells something, and its attributes. */
function wordsOf(told: Exclude<PipelineTold, { kind: 'end' }>): readonly [kind: string, attributes: Attributes] {
  switch (told.kind) {
    case 'queue':
      return [
        'queue_snapshot',
        said({
          'hive.queue.depth': told.depth,
          'hive.queue.oldest_age_seconds': told.oldestAge,
          'hive.queue.items': json(told.items),
          'hive.queue.processing': json(told.processing),
        }),
      ];
    case 'todo':
      return [
        'todo',
        said({
          'hive.todo.id': told.todoId,
          'hive.todo.action': told.action,
          'hive.todo.title': told.title,
          'hive.todo.priority': told.priority,
        }),
      ];
    case 'schedule':
      return ['scheduled', said({ 'hive.schedule.items': json(told.items) })];
    case 'issue':
      return [
        'issue',
        said({
          'hive.issue.id': told.issueId,
          'hive.issue.title': told.title,
          'hive.issue.action': told.action,
          'hive.issue.severity': told.severity,
          'hive.issue.context': json(told.context),
          'hive.issue.occurrence_count': told.count,
          'hive.issue.by': told.by,
        }),
      ];
    case 'approval_requested':
      return [told.kind, said({ 'hive.approval.approver': told.person })];
    case 'approval_received':
      return [told.kind, said({ 'hive.approval.approved_by': told.person, 'hive.approval.decision': 'approved' })];
  }
}

function spanOf(agent: string, told: PipelineTold): SentSpan {
  const run = { 'hive.agent.id': agent, 'hive.task.id': agent, 'hive.task.run_id': `${agent}-run` };
  // The run ends once, however often that is told.
  if (told.kind === 'end') {
    return {
      start: T0,
      end: told.at,
      spanId: told.id.slice(-16).replace('-', '0'),
      attributes: { ...run, 'hive.record': 'task' },
    };
  }
  const [kind, attributes] = wordsOf(told);
  const inRun = 'inRun' in told && told.inRun;
  return {
    start: told.at,
    attributes: inRun
      ? { ...run, 'hive.record': 'progress', 'hive.progress.start_time_ms': T0 }
      : { 'hive.agent.id': agent, 'hive.record': 'agent' },
    events: [
      {
        name: `hive.${kind}`,
        at: told.at,
        attributes: { 'hive.event.id': told.id, 'hive.event.kind': kind, ...attributes },
      },
    ],
  };
}

const AGES: ReadonlySet<string> = new Set(['report_age_seconds', 'oldest_age_now_seconds']);

/** An answer without how old things are, with issues in the order of their keys, which are their titles or ids. */
function comparable(pipeline: AgentPipeline): object {
  const keyed = (items: readonly IssueItem[]): readonly IssueItem[] =>
    items
      .map((item) => ({ ...item, issue_key: item.issue_id ?? `title ${item.summary}` }))
      .toSorted((one, other) => (one.issue_key < other.issue_key ? -1 : 1));
  const { issues } = pipeline;
  const known = {
    ...pipeline,
    issues: issues && { ...issues, active: keyed(issues.active), closed: keyed(issues.closed) },
  };
  return JSON.parse(JSON.stringify(known, (key, value: unknown) => (AGES.has(key) ? undefined : value))) as object;
}

/** What became of the requests in an environment that stand so, by agent. */
async function approvalsIn(environment: string, statuses: string): Promise<(agent: string) => readonly object[]> {
  const path = `/v1/approvals?environment=${environment}&status=${statuses}&limit=200`;
  const { data } = (await hive.ask<ApprovalPage>(path)).body;
  return (agent) =>
    data
      .filter(({ agent_id }) => agent_id === agent)
      .map((item) => ({
        request_id: item.request_id,
        status: item.status,
        approver: item.approver,
        since: item.since,
        ...(item.status === 'pending' ? {} : { waiting_seconds: item.waiting_seconds }),
        closed_at: item.closed_at,
        decided_by: item.decided_by,
      }));
}

/** What the fleet's pipeline says of an agent, from what its own says. */
const countsOf = (pipeline: AgentPipeline, approvals: readonly Partial<ApprovalItem>[]): object => ({
  queue_depth: pipeline.queue?.depth ?? 0,
  active_issues: pipeline.issues?.active_count ?? 0,
  active_todos: pipeline.todos?.active_count ?? 0,
  enabled_schedules: pipeline.scheduled?.enabled_count ?? 0,
  missed_runs: pipeline.scheduled?.missed_runs ?? 0,
  pending_approvals: approvals.filter(({ status }) => status === 'pending').length,
});

/** The same as it is told, by agent; nothing waits for those that are not. */
async function fleetIn(environment: string): Promise<(agent: string) => object> {
  const { data } = (await hive.ask<FleetPipeline>(`/v1/pipeline?environment=${environment}`)).body;
  return (agent) => {
    const found = data.find(({ agent_id }) => agent_id === agent);
    return {
      queue_depth: found?.queue_depth ?? 0,
      active_issues: found?.active_issues.total ?? 0,
      active_todos: found?.active_todos.total ?? 0,
      enabled_schedules: found?.enabled_schedules ?? 0,
      missed_runs: found?.missed_runs ?? 0,
      pending_approvals: found?.pending_approvals ?? 0,
    };
  };
}

const SOME_STATUSES = ['pending,decided,abandoned', 'pending', 'decided', 'abandoned'] as const;

let round = 0;

test('whatever order news arrives in, how often and in how many requests, the same waits', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(story, { minLength: AGENTS, maxLength: AGENTS }),
      fc.integer({ min: 1, max: 9 }),
      async (stories, requests) => {
        round += 1;
        const agents = stories.map((arrivals, number) => ({
          name: `agent-${round}-${number}`,
          arrivals: arrivals.map(({ told, moment: after, places }, index) => {
            // Of two reports at once nobody could say which is the newer. An end comes after the beginning.
            const apart =
              told.kind === 'queue' || told.kind === 'schedule'
                ? index * 10 + 10_000
                : told.kind === 'end'
                  ? 20_000
                  : 0;
            return { told: { ...told, id: freshId(), at: T0 + after + apart } satisfies PipelineTold, places };
          }),
        }));
        const spans = agents
          .flatMap(({ name, arrivals }) =>
            arrivals.flatMap(({ told, places }) => places.map((place) => ({ place, span: spanOf(name, told) }))),
          )
          .toSorted((one, other) => one.place - other.place)
          .map(({ span }) => span);
        const size = Math.ceil(spans.length / requests);
        for (let from = 0; from < spans.length; from += size) {
          const resource = { 'service.name': 'shop', 'deployment.environment.name': `round-${round}` };
          await hive.send(otlp(spans.slice(from, from + size), resource));
        }
        // The same before and after it is noted which runs are over.
        for (const isNoted of [false, true]) {
          if (isNoted) await noteEndings(hive.database.writer, new AbortController().signal);
          const environment = `round-${round}`;
          const fleetOf = await fleetIn(environment);
          const approvalsOf = await Promise.all(
            SOME_STATUSES.map(async (statuses) => ({ statuses, of: await approvalsIn(environment, statuses) })),
          );
          for (const { name, arrivals } of agents) {
            const told = arrivals.map((one) => one.told);
            const { body } = await hive.ask<AgentPipeline>(`/v1/agents/${name}/pipeline`);
            expect(comparable(body)).toEqual(modelPipeline(name, told, Date.now()));
            const approvals = modelApprovals(told);
            for (const { statuses, of } of approvalsOf) {
              expect(of(name)).toEqual(approvals.filter(({ status = '' }) => statuses.split(',').includes(status)));
            }
            expect(fleetOf(name)).toEqual(countsOf(body, approvals));
          }
        }
      },
    ),
    { numRuns: 3, seed: 20261121, endOnFailure: true },
  );
});
