import { defineEvent } from './concept.js';
import { instant, label, oneOf, optional, text, type ValueOf } from './field.js';

/** How soon something is wanted. */
export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What may happen to a to-do. */
export const TODO_ACTIONS = ['created', 'completed', 'failed', 'dismissed', 'deferred'] as const;
export type TodoAction = (typeof TODO_ACTIONS)[number];

/** Something that an agent means to do later. */
export const todo = defineEvent({
  kind: 'todo',
  scope: 'agent',
  doc: 'Something to be done later. The newest event of a to-do id says how it stands.',
  fields: {
    todoId: label('hive.todo.id', { limit: 256, doc: 'The to-do.' }),
    action: oneOf('hive.todo.action', TODO_ACTIONS, { doc: 'What happened to it.' }),
    title: optional(text('hive.todo.title', { doc: 'What is to be done, or what came of it.' })),
    priority: optional(oneOf('hive.todo.priority', PRIORITIES, { doc: 'How soon.' })),
    source: optional(
      label('hive.todo.source', { limit: 64, doc: 'Where it comes from, such as failed_action or human.' }),
    ),
    context: optional(text('hive.todo.context', { doc: 'Why.' })),
    dueBy: optional(instant('hive.todo.due_by', { doc: 'By when.' })),
  },
  summary: ({ title, todoId }) => title ?? todoId ?? 'To-do',
  tags: ({ action }) => ['todo', action],
  severity: ({ action }) => (action === 'failed' ? 'warn' : 'info'),
});
export type Todo = ValueOf<typeof todo.fields>;
