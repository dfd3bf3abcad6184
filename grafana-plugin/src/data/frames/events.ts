import type { EventRecord, Json } from '@hiveboard/sdk/contract';
import { rowsOf, tableOf, type Column, type ReadableFrame, type Row, type Table } from '../table.js';

/** The name of the frame of events. */
export const EVENTS_FRAME = 'events';

/** What a frame must have to be read as events. */
export const EVENT_COLUMNS_NEEDED = ['timestamp', 'kind', 'summary', 'agent_id'] as const;

const columns: readonly Column<EventRecord>[] = [
  { name: 'timestamp', type: 'time', of: (event) => event.timestamp },
  { name: 'kind', type: 'string', of: (event) => event.kind },
  { name: 'summary', type: 'string', of: (event) => event.summary },
  { name: 'severity', type: 'string', of: (event) => event.severity },
  { name: 'status', type: 'string', of: (event) => event.status },
  { name: 'duration_ms', type: 'number', unit: 'ms', of: (event) => event.duration_ms },
  { name: 'agent_id', type: 'string', of: (event) => event.agent_id },
  { name: 'task_id', type: 'string', of: (event) => event.task_id },
  { name: 'task_run_id', type: 'string', of: (event) => event.task_run_id },
  { name: 'project_id', type: 'string', of: (event) => event.project_id },
  { name: 'action_id', type: 'string', of: (event) => event.action_id },
  { name: 'tags', type: 'other', of: (event) => event.tags },
  { name: 'data', type: 'other', of: (event) => event.data },
  { name: 'received_at', type: 'time', of: (event) => event.received_at },
  { name: 'event_id', type: 'string', of: (event) => event.event_id },
];

/** Events as a table: one row each. */
export const eventsTable = (events: readonly EventRecord[]): Table => tableOf(EVENTS_FRAME, columns, events);

/** The events of a frame that has the columns for it. */
export const eventsIn = (frame: ReadableFrame): readonly EventRecord[] => rowsOf(frame).map(eventIn);

function eventIn(row: Row, index: number): EventRecord {
  const timestamp = row.moment('timestamp') ?? new Date(0).toISOString();
  return {
    event_id: row.text('event_id') ?? `row-${index}`,
    kind: row.text('kind') ?? '',
    timestamp,
    received_at: row.moment('received_at') ?? timestamp,
    agent_id: row.text('agent_id') ?? '',
    task_id: row.text('task_id'),
    task_run_id: row.text('task_run_id'),
    project_id: row.text('project_id'),
    action_id: row.text('action_id'),
    severity: row.text('severity') ?? 'info',
    status: row.text('status'),
    duration_ms: row.number('duration_ms'),
    summary: row.text('summary') ?? '',
    tags: textsIn(row.json('tags')),
    data: row.object('data') ?? {},
  };
}

const textsIn = (value: Json): readonly string[] =>
  Array.isArray(value) ? value.filter((part: Json) => typeof part === 'string') : [];
