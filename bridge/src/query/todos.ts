import { PRIORITIES, type AgentPipeline, type TodoEvent, type TodoItem } from '@hiveboard/sdk/contract';
import { textOrNull, type Reader } from './reader.js';

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
  readonly events: number;
  readonly newest: string;
  readonly active_count: number;
  readonly completed_count: number;
  readonly dismissed_count: number;
}

interface HistoryRow {
  readonly todo_id: string;
  readonly history: readonly TodoEvent[];
}

const MOST_TODOS = 500;
/** The newest events of a to-do that are told. */
const MOST_EVENTS = 20;

const TODOS_SQL = `
SELECT todo_id, last_action, is_active, summary, priority, source, context, due_by, created_at, updated_at, events,
    max(updated_at) OVER () AS newest,
    countIf(is_active) OVER () AS active_count,
    countIf(last_action = 'completed') OVER () AS completed_count,
    countIf(last_action = 'dismissed') OVER () AS dismissed_count
FROM hive.todos
WHERE tenant = {tenant:String} AND agent_id = {agentId:String}
ORDER BY is_active DESC, is_active AND NOT has({priorities:Array(String)}, priority),
    is_active ? indexOf({priorities:Array(String)}, priority) : 0, updated_at DESC, todo_id
LIMIT ${MOST_TODOS}`;

const HISTORIES_SQL = `
SELECT todo_id, arraySort(groupArray(CAST((ts, event, action, title),
    'Tuple(timestamp DateTime64(3, \\'UTC\\'), event_id String, action String, summary String)'))) AS history
FROM
(
    SELECT todo_id, ts, toString(event_id) AS event, action, title
    FROM hive.todo_log FINAL
    WHERE tenant = {tenant:String} AND agent_id = {agentId:String} AND todo_id IN {todos:Array(String)}
    ORDER BY ts DESC, event DESC
    LIMIT ${MOST_EVENTS} BY todo_id
)
GROUP BY todo_id`;

const itemOf = (row: TodoRow, history: readonly TodoEvent[]): TodoItem => ({
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
  event_count: row.events,
  history,
});

/** The to-dos of an agent with what happened to each; null when it never had any. */
export async function findTodos(
  reader: Reader,
  bindings: { readonly tenant: string; readonly agentId: string },
  signal?: AbortSignal,
): Promise<AgentPipeline['todos']> {
  const rows = await reader.rows<TodoRow>(TODOS_SQL, { ...bindings, priorities: PRIORITIES }, signal);
  const [first] = rows;
  if (first === undefined) return null;
  const todos = rows.map(({ todo_id }) => todo_id);
  const histories = new Map(
    (await reader.rows<HistoryRow>(HISTORIES_SQL, { ...bindings, todos }, signal)).map(({ todo_id, history }) => [
      todo_id,
      history,
    ]),
  );
  return {
    last_updated: first.newest,
    active_count: first.active_count,
    completed_count: first.completed_count,
    dismissed_count: first.dismissed_count,
    items: rows.map((row) => itemOf(row, histories.get(row.todo_id) ?? [])),
  };
}
