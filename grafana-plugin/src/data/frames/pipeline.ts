import type { AgentPipeline, IssueItem, QueueItem, ScheduleEntry, TodoItem } from '@hiveboard/sdk/contract';
import { tableOf, type Column, type Table } from '../table.js';

const issueColumns: readonly Column<IssueItem>[] = [
  { name: 'severity', type: 'string', of: (issue) => issue.severity },
  { name: 'summary', type: 'string', of: (issue) => issue.summary },
  { name: 'category', type: 'string', of: (issue) => issue.category },
  { name: 'occurrences', type: 'number', of: (issue) => issue.occurrences },
  { name: 'recurrences', type: 'number', of: (issue) => issue.recurrences },
  { name: 'first_seen', type: 'time', of: (issue) => issue.first_seen },
  { name: 'last_seen', type: 'time', of: (issue) => issue.last_seen },
  { name: 'context', type: 'other', of: (issue) => issue.context },
  { name: 'issue_key', type: 'string', of: (issue) => issue.issue_key },
];

const queueColumns: readonly Column<QueueItem>[] = [
  { name: 'id', type: 'string', of: (item) => item.id },
  { name: 'priority', type: 'string', of: (item) => item.priority },
  { name: 'source', type: 'string', of: (item) => item.source },
  { name: 'summary', type: 'string', of: (item) => item.summary },
  { name: 'queued_at', type: 'time', of: (item) => item.queued_at },
];

const todoColumns: readonly Column<TodoItem>[] = [
  { name: 'priority', type: 'string', of: (todo) => todo.priority },
  { name: 'summary', type: 'string', of: (todo) => todo.summary },
  { name: 'action', type: 'string', of: (todo) => todo.action },
  { name: 'active', type: 'boolean', of: (todo) => todo.active },
  { name: 'source', type: 'string', of: (todo) => todo.source },
  { name: 'context', type: 'string', of: (todo) => todo.context },
  { name: 'due_by', type: 'time', of: (todo) => todo.due_by },
  { name: 'created_at', type: 'time', of: (todo) => todo.created_at },
  { name: 'updated_at', type: 'time', of: (todo) => todo.updated_at },
  { name: 'todo_id', type: 'string', of: (todo) => todo.todo_id },
];

const scheduleColumns: readonly Column<ScheduleEntry>[] = [
  { name: 'name', type: 'string', of: (item) => item.name },
  { name: 'next_run', type: 'time', of: (item) => item.next_run },
  { name: 'interval', type: 'string', of: (item) => item.interval },
  { name: 'enabled', type: 'boolean', of: (item) => item.enabled },
  { name: 'last_status', type: 'string', of: (item) => item.last_status },
  { name: 'missed_runs', type: 'number', of: (item) => item.missed_runs },
  { name: 'id', type: 'string', of: (item) => item.id },
];

/** An agent's pipeline as four tables. A part that was never reported has no rows. */
export const pipelineTables = ({ issues, queue, todos, scheduled }: AgentPipeline): readonly Table[] => [
  tableOf('issues', issueColumns, issues?.active ?? []),
  tableOf('queue', queueColumns, queue?.items ?? []),
  tableOf('todos', todoColumns, todos?.items ?? []),
  tableOf('scheduled', scheduleColumns, scheduled?.items ?? []),
];
