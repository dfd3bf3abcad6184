import type { EventMetrics, RunCounts, RunMetrics } from '@hiveboard/sdk/contract';
import {
  sampleAgent,
  sampleCall,
  sampleCallPage,
  sampleMetrics,
  sampleSpend,
  sampleTask,
  sampleTimeline,
  SAMPLE_NOW,
} from '../../../test/samples.js';
import type { ReadableFrame, Reading, Table } from '../table.js';
import { agentsTable, readAgents } from './agents.js';
import { llmCallPageTables, readLlmCallPage } from './llm-calls.js';
import { metricSeriesTables, metricTables, readSpend } from './metrics.js';
import { pipelineTables } from './pipeline.js';
import { readTasks, tasksTable } from './tasks.js';
import { readTimeline, timelineTables } from './timeline.js';

const framesOf = (...tables: readonly Table[]): readonly ReadableFrame[] =>
  tables.map(({ name, fields }) => ({ name, fields, length: fields[0]?.values.length ?? 0 }));

const frame = (columns: Readonly<Record<string, readonly unknown[]>>, name = 'A'): ReadableFrame => ({
  name,
  length: Object.values(columns)[0]?.length ?? 0,
  fields: Object.entries(columns).map(([field, values]) => ({ name: field, values })),
});

const viewOf = <View>(reading: Reading<View>): View => {
  if (!reading.ok) throw new Error(`missing ${reading.missing.join(', ')}`);
  return reading.view;
};

const RANGE = { from: SAMPLE_NOW - 3_600_000, to: SAMPLE_NOW };

describe('agents', () => {
  const busy = sampleAgent({
    agent_id: 'busy',
    derived_status: 'waiting',
    current_task_id: 't-1',
    current_task_run_id: 'r-1',
    current_project_id: 'default',
    heartbeat_summary: 'Qualifying 4 leads',
    queue: {
      depth: 11,
      oldest_age_seconds: 120,
      processing: { id: 'q-1', summary: 'Send email', started_at: '2026-11-21T09:59:15.000Z', elapsed_ms: 45_000 },
      last_updated: '2026-11-21T09:59:50.000Z',
    },
    open_issues: { total: 2, critical: 1, high: 0, medium: 1, low: 0 },
    waiting: {
      task_id: 't-1',
      approver: 'sales-lead',
      reason: 'Discount',
      since: '2026-11-21T09:40:00.000Z',
      count: 2,
    },
  });
  const bare = sampleAgent({
    agent_id: 'bare',
    agent_version: null,
    framework: null,
    runtime: null,
    sdk_version: null,
    last_heartbeat: null,
    heartbeat_age_seconds: null,
    stats_1h: { tasks_completed: 0, tasks_failed: 0, success_rate: null, avg_duration_ms: null, ...sampleSpend() },
  });

  test('come back from their frame as they went in', () => {
    expect(viewOf(readAgents(framesOf(agentsTable([busy, bare]))))).toEqual([busy, bare]);
  });

  test('are read from a SQL answer that has just a name, a status and numbers as text', () => {
    const [agent] = viewOf(
      readAgents([frame({ agent_id: ['x'], derived_status: ['warming'], queue_depth: ['7'], cost_1h: ['0.25'] })]),
    );
    expect(agent).toMatchObject({
      agent_id: 'x',
      derived_status: 'warming',
      queue: { depth: 7 },
      stats_1h: { cost: 0.25 },
      sparkline_1h: [],
      waiting: null,
    });
  });

  test('appear once, however often a foreign source tells of them', () => {
    const agents = viewOf(
      readAgents([frame({ agent_id: ['x', 'y', 'x'], derived_status: ['idle', 'idle', 'stuck'] })]),
    );
    expect(agents.map((agent) => [agent.agent_id, agent.derived_status])).toEqual([
      ['x', 'idle'],
      ['y', 'idle'],
    ]);
  });

  test('name the column that is missing', () => {
    expect(readAgents([frame({ agent_id: ['x'] }), frame({ nothing: [1] })])).toEqual({
      ok: false,
      missing: ['derived_status'],
    });
    expect(readAgents([])).toEqual({ ok: false, missing: ['agent_id', 'derived_status'] });
  });
});

test('tasks come back from their frame as they went in', () => {
  const tasks = [
    sampleTask(),
    sampleTask({
      task_id: 'open',
      completed_at: null,
      derived_status: 'stuck',
      task_type: null,
      error_message: 'boom',
    }),
  ];
  expect(viewOf(readTasks(framesOf(tasksTable(tasks))))).toEqual(tasks);
});

test('a page of calls comes back with the totals over the whole filter', () => {
  const page = sampleCallPage([
    sampleCall(),
    sampleCall({ event_id: 'free', cost: 0, cost_source: 'reported', metadata: null, task_id: null }),
    sampleCall({ event_id: 'unknown', cost: null, cost_source: 'unpriced', tokens_in: null, tokens_out: null }),
  ]);
  const more = { ...page, pagination: { cursor: 'next', has_more: true } };
  expect(viewOf(readLlmCallPage(framesOf(...llmCallPageTables(page))))).toEqual(page);
  expect(viewOf(readLlmCallPage(framesOf(...llmCallPageTables(more))))).toEqual(more);
});

test('calls of a foreign source sum up to the totals of what is there, estimates apart', () => {
  const page = viewOf(
    readLlmCallPage([
      frame({
        timestamp: [SAMPLE_NOW, SAMPLE_NOW, SAMPLE_NOW],
        agent_id: ['a', 'a', 'b'],
        model: ['m', 'm', 'm'],
        tokens_in: [10, 20, 30],
        tokens_out: [1, 2, 3],
        cost: [0.5, 0.25, null],
        cost_source: ['reported', 'list', 'unpriced'],
      }),
    ]),
  );
  expect(page.totals).toEqual({
    calls: 3,
    unpriced_calls: 1,
    tokens_in: 60,
    tokens_out: 6,
    cost: 0.5,
    estimated_cost: 0.25,
  });
});

describe('a timeline', () => {
  test('comes back from its frames as it went in', () => {
    const answer = { timeline: sampleTimeline(), calls: [sampleCall()] };
    expect(viewOf(readTimeline(framesOf(...timelineTables(answer))))).toEqual(answer);
  });

  test('of a task without plan, actions or calls comes back too', () => {
    const answer = { timeline: sampleTimeline({ plan: null, action_tree: [], truncated: true }), calls: [] };
    expect(viewOf(readTimeline(framesOf(...timelineTables(answer))))).toEqual(answer);
  });

  test('needs only events, in any order, of any source', () => {
    const { timeline } = viewOf(
      readTimeline([
        frame({
          timestamp: ['2026-11-21T10:00:05Z', '2026-11-21T10:00:00Z'],
          kind: ['task_failed', 'task_started'],
          summary: ['Failed', 'Started'],
          agent_id: ['x', 'x'],
          data: ['{"code":7}', null],
        }),
      ]),
    );
    expect(timeline.events.map(({ kind, data }) => [kind, data])).toEqual([
      ['task_started', {}],
      ['task_failed', { code: 7 }],
    ]);
    expect(timeline.task).toMatchObject({ agent_id: 'x', derived_status: 'failed', duration_ms: 5000 });
    expect(timeline.time_breakdown).toBeNull();
  });
});

const RUNS: RunCounts = {
  tasks: 3,
  completed: 2,
  failed: 1,
  cancelled: 0,
  waiting: 0,
  escalated: 0,
  processing: 0,
  stuck: 0,
  success_rate: 2 / 3,
  avg_duration_ms: 1500,
  p50_duration_ms: 1400,
  p95_duration_ms: 1900,
};

describe('metrics', () => {
  test.each(['model', 'agent_id'] as const)('by %s come back from their frames as they went in', (group) => {
    const answer = sampleMetrics(group);
    expect(answer).toMatchObject(viewOf(readSpend(framesOf(...metricTables(answer)), group, RANGE)));
  });

  test('by model and by agent are told apart when both are there', () => {
    const frames = framesOf(...metricTables(sampleMetrics('model')), ...metricTables(sampleMetrics('agent_id')));
    expect(sampleMetrics('agent_id')).toMatchObject(viewOf(readSpend(frames, 'agent_id', RANGE)));
  });

  test('are never read from a list of calls', () => {
    const frames = framesOf(...llmCallPageTables(sampleCallPage()));
    expect(readSpend(frames, 'model', RANGE)).toEqual({ ok: false, missing: ['model'] });
  });

  test('give a time series for each group', () => {
    const tables = metricSeriesTables(sampleMetrics('model'));
    expect(tables.map(({ name, fields }) => [name, fields.map((field) => [field.name, field.type])])).toEqual([
      [
        'claude-sonnet-4-5',
        [
          ['timestamp', 'time'],
          ['cost', 'number'],
          ['estimated_cost', 'number'],
        ],
      ],
      [
        'gpt-4o-mini',
        [
          ['timestamp', 'time'],
          ['cost', 'number'],
          ['estimated_cost', 'number'],
        ],
      ],
    ]);
  });
});

describe('metrics of tasks and events', () => {
  const tasks: RunMetrics = {
    metric: 'duration',
    group_by: 'agent_id,task_type',
    since: '2026-11-21T08:00:00.000Z',
    until: '2026-11-21T10:00:00.000Z',
    interval_seconds: 3600,
    summary: { value: 1500, ...RUNS },
    previous: null,
    groups: [
      { group: 'a · refund', keys: { agent_id: 'a', task_type: 'refund' }, value: 1500, ...RUNS, previous_value: null },
    ],
    other: { groups: 4, value: 1500, ...RUNS },
    timeseries: [
      {
        timestamp: '2026-11-21T08:00:00.000Z',
        group: 'a · refund',
        keys: { agent_id: 'a', task_type: 'refund' },
        value: 1500,
        ...RUNS,
      },
      { timestamp: '2026-11-21T09:00:00.000Z', group: null, keys: null, value: 1500, ...RUNS },
    ],
  };
  const brief = ({ name, fields }: Table) => [name, fields.map((field) => [field.name, field.unit, field.values[0]])];

  test('have a column for each of a pair, and what tasks have', () => {
    expect(metricTables(tasks).map(({ name }) => name)).toEqual([
      'metrics_by_agent_id,task_type',
      'metrics_over_time_by_agent_id,task_type',
      'metrics_summary_by_agent_id,task_type',
    ]);
    expect(metricTables(tasks).slice(0, 1).map(brief)).toEqual([
      [
        'metrics_by_agent_id,task_type',
        [
          ['agent_id', undefined, 'a'],
          ['task_type', undefined, 'refund'],
          ['tasks', undefined, 3],
          ['completed', undefined, 2],
          ['failed', undefined, 1],
          ['cancelled', undefined, 0],
          ['waiting', undefined, 0],
          ['escalated', undefined, 0],
          ['processing', undefined, 0],
          ['stuck', undefined, 0],
          ['success_rate', 'percentunit', 2 / 3],
          ['avg_duration_ms', 'ms', 1500],
          ['p50_duration_ms', 'ms', 1400],
          ['p95_duration_ms', 'ms', 1900],
          ['is_other', undefined, false],
        ],
      ],
    ]);
  });

  test('are drawn by group, all further groups as one', () => {
    expect(metricSeriesTables(tasks).map(brief)).toEqual(
      [
        ['a · refund', '2026-11-21T08:00:00.000Z'],
        ['Others', '2026-11-21T09:00:00.000Z'],
      ].map(([name, at = '']) => [
        name,
        [
          ['timestamp', undefined, Date.parse(at)],
          ['avg_duration_ms', 'ms', 1500],
          ['p95_duration_ms', 'ms', 1900],
        ],
      ]),
    );
  });

  test('without groups are drawn under their own name', () => {
    const counts = { value: 5, events: 5, warnings: 1, errors: 2 };
    const { since, until } = tasks;
    const events: EventMetrics = {
      metric: 'events',
      group_by: null,
      since,
      until,
      interval_seconds: 3600,
      summary: counts,
      previous: null,
      groups: [],
      other: null,
      timeseries: [{ timestamp: since, group: null, keys: null, ...counts }],
    };
    expect(metricSeriesTables(events).map(brief)).toEqual([
      [
        'events',
        [
          ['timestamp', undefined, Date.parse(since)],
          ['events', undefined, 5],
          ['errors', undefined, 2],
        ],
      ],
    ]);
    expect(metricTables(events).map(({ name, fields }) => [name, fields.map((field) => field.name)])).toEqual([
      ['metrics_over_time_by_all', ['timestamp', 'events', 'warnings', 'errors']],
      ['metrics_summary_by_all', ['metric', 'since', 'until', 'interval_seconds', 'events', 'warnings', 'errors']],
    ]);
  });

  test('by a pair are not taken for those by one of it', () => {
    const pair = { ...sampleMetrics('model'), group_by: 'model,agent_id' };
    expect(readSpend(framesOf(...metricTables(pair)), 'model', RANGE)).toMatchObject({ ok: false });
  });
});

test('a pipeline that was never reported has four empty tables', () => {
  const tables = pipelineTables({ agent_id: 'x', queue: null, todos: null, scheduled: null, issues: null });
  expect(tables.map(({ name, fields }) => [name, fields[0]?.values.length])).toEqual([
    ['issues', 0],
    ['queue', 0],
    ['todos', 0],
    ['scheduled', 0],
  ]);
});
