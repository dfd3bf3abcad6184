import type { AgentPipeline, QueueItem, QueueProcessing, ScheduledItem, TodoItem } from '@hiveboard/sdk/contract';
import { ISSUE_COLUMNS, issueItem, type IssueRow } from './issue.js';
import { parsed, textOrNull, type Reader } from './reader.js';

interface QueueRow {
  readonly last_updated: string;
  readonly depth: number;
  readonly oldest_age_seconds: number | null;
  readonly items: string;
  readonly processing: string;
}

interface TodoRow {
  readonly todo_id: string;
  readonly last_action: string;
  readonly is_active: number;
  readonly summary: string;
  readonly priority: string;
  readonly source: string;
  readonly context: string;
  readonly due_by: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Closed issues that one answer holds. */
const MOST_CLOSED = 100;

const OF_AGENT = 'WHERE tenant = {tenant:String} AND agent_id = {agentId:String}';

const KNOWN_SQL = `SELECT count() AS known FROM hive.agent_registers ${OF_AGENT}`;
const QUEUE_SQL = `SELECT last_updated, depth, oldest_age_seconds, items, processing FROM hive.queues ${OF_AGENT}`;
const SCHEDULE_SQL = `SELECT last_updated, items FROM hive.schedules ${OF_AGENT}`;
const TODOS_SQL = `
SELECT todo_id, last_action, is_active, summary, priority, source, context, due_by, created_at, updated_at
FROM hive.todos ${OF_AGENT}
ORDER BY is_active DESC, indexOf(['high', 'normal', 'low'], priority) = 0, indexOf(['high', 'normal', 'low'], priority), updated_at DESC
LIMIT 500`;
const ISSUES_SQL = `
SELECT ${ISSUE_COLUMNS}
FROM hive.issues ${OF_AGENT}
ORDER BY is_open DESC, indexOf(['critical', 'high', 'medium', 'low'], severity) = 0, indexOf(['critical', 'high', 'medium', 'low'], severity),
    last_seen DESC
LIMIT 500`;

const newest = (moments: readonly string[]): string => moments.reduce((a, b) => (a > b ? a : b), '');

const todoOf = (row: TodoRow): TodoItem => ({
  todo_id: row.todo_id,
  action: row.last_action,
  active: row.is_active === 1,
  summary: row.summary,
  priority: textOrNull(row.priority),
  source: textOrNull(row.source),
  context: textOrNull(row.context),
  due_by: textOrNull(row.due_by),
  created_at: row.created_at,
  updated_at: row.updated_at,
});

function queueOf(row: QueueRow | undefined): AgentPipeline['queue'] {
  if (row === undefined) return null;
  const { items, processing, ...rest } = row;
  return {
    ...rest,
    items: parsed<readonly QueueItem[]>(items, []),
    processing: parsed<QueueProcessing | null>(processing, null),
  };
}

function scheduleOf(
  row: { readonly last_updated: string; readonly items: string } | undefined,
): AgentPipeline['scheduled'] {
  if (row === undefined) return null;
  const items = parsed<readonly ScheduledItem[]>(row.items, [])
    .slice()
    .sort((a, b) => (a.next_run ?? '9').localeCompare(b.next_run ?? '9'));
  const enabled = items.filter((item) => item.enabled ?? item.status !== 'inactive');
  return { last_updated: row.last_updated, enabled_count: enabled.length, items };
}

/** What waits inside an agent; undefined for an agent that nobody has heard of. */
export async function findPipeline(
  reader: Reader,
  bindings: { readonly tenant: string; readonly agentId: string },
  signal?: AbortSignal,
): Promise<AgentPipeline | undefined> {
  const [known, queue, schedule, todos, issues] = await Promise.all([
    reader.rows<{ known: number }>(KNOWN_SQL, bindings, signal),
    reader.rows<QueueRow>(QUEUE_SQL, bindings, signal),
    reader.rows<{ last_updated: string; items: string }>(SCHEDULE_SQL, bindings, signal),
    reader.rows<TodoRow>(TODOS_SQL, bindings, signal),
    reader.rows<IssueRow>(ISSUES_SQL, bindings, signal),
  ]);
  if (known[0]?.known === 0) return undefined;
  const active = issues.filter(({ is_open }) => is_open === 1);
  const closed = issues
    .filter(({ is_open }) => is_open === 0)
    .toSorted((one, other) => other.last_updated.localeCompare(one.last_updated));
  return {
    agent_id: bindings.agentId,
    queue: queueOf(queue[0]),
    todos:
      todos.length === 0
        ? null
        : {
            last_updated: newest(todos.map(({ updated_at }) => updated_at)),
            active_count: todos.filter(({ is_active }) => is_active === 1).length,
            completed_count: todos.filter(({ last_action }) => last_action === 'completed').length,
            items: todos.map(todoOf),
          },
    scheduled: scheduleOf(schedule[0]),
    issues:
      issues.length === 0
        ? null
        : {
            last_updated: newest(issues.map(({ last_updated }) => last_updated)),
            active: active.map(issueItem),
            resolved_count: closed.length,
            closed: closed.slice(0, MOST_CLOSED).map(issueItem),
          },
  };
}
