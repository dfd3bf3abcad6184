import type { EventRecord } from '@hiveboard/sdk/contract';
import { EVENT_COLUMNS, eventRecord, type EventRow } from './event-record.js';
import { newestFirst } from './newest-first.js';
import type { Period } from './period.js';
import type { Bindings, Reader } from './reader.js';

/** Which events; empty strings and lists mean all. */
export interface EventsFilter {
  readonly tenant: string;
  readonly agentId: string;
  readonly environment: string;
  readonly group: string;
  readonly project: string;
  readonly taskId: string;
  readonly runId: string;
  readonly kinds: readonly string[];
  /** Kinds that are left out; an empty list means none. */
  readonly otherThanKinds: readonly string[];
  readonly severities: readonly string[];
  /** Found anywhere in the summary, the tags, or the names of agent and task, in upper or lower case. */
  readonly text: string;
}

/** From which event on, and which way. */
export interface EventsPlace {
  readonly at: number;
  readonly eventId: string;
  readonly direction: 'older' | 'newer';
}

export interface EventsQuestion extends EventsFilter {
  readonly period: Period;
  readonly limit: number;
  /** Null for the newest. */
  readonly from: EventsPlace | null;
}

/** The part of a statement's WHERE that an {@link EventsFilter} is. */
const EVENTS_FILTER = `tenant = {tenant:String}
    AND ({agentId:String} = '' OR agent_id = {agentId:String})
    AND ({environment:String} = '' OR environment = {environment:String})
    AND ({group:String} = '' OR group_name = {group:String})
    AND ({project:String} = '' OR project = {project:String})
    AND ({taskId:String} = '' OR task_id = {taskId:String})
    AND ({runId:String} = '' OR task_run_id = {runId:String})
    AND (empty({kinds:Array(String)}) OR kind IN {kinds:Array(String)})
    AND kind NOT IN {otherThanKinds:Array(String)}
    AND (empty({severities:Array(String)}) OR severity IN {severities:Array(String)})
    AND ({text:String} = ''
        OR positionCaseInsensitiveUTF8(summary, {text:String}) > 0
        OR positionCaseInsensitiveUTF8(agent_id, {text:String}) > 0
        OR positionCaseInsensitiveUTF8(task_id, {text:String}) > 0
        OR arrayExists(tag -> positionCaseInsensitiveUTF8(tag, {text:String}) > 0, tags))`;

/** The bindings of {@link EVENTS_FILTER}. */
const filterBindings = (filter: EventsFilter): Bindings => ({
  tenant: filter.tenant,
  agentId: filter.agentId,
  environment: filter.environment,
  group: filter.group,
  project: filter.project,
  taskId: filter.taskId,
  runId: filter.runId,
  kinds: filter.kinds,
  otherThanKinds: filter.otherThanKinds,
  severities: filter.severities,
  text: filter.text,
});

/** In both directions the page is cut next to where it began. */
const ORDERS = {
  older: { comparison: '<', order: 'DESC' },
  newer: { comparison: '>', order: 'ASC' },
} as const;

/**
 * Copies of an event are alike and lie side by side, so that one of each is as good as FINAL, and only as much is read as
 * the page needs. A UUID is compared as text: ClickHouse would compare its random half first.
 */
const pageSql = ({ comparison, order }: (typeof ORDERS)[EventsPlace['direction']]): string => `
SELECT ${EVENT_COLUMNS}
FROM hive.events
WHERE ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    AND ({fromId:String} = '' OR ts ${comparison}= fromUnixTimestamp64Milli({fromAt:Int64}, 'UTC'))
    AND ({fromId:String} = ''
        OR (ts, toString(event_id)) ${comparison} (fromUnixTimestamp64Milli({fromAt:Int64}, 'UTC'), {fromId:String}))
    AND ${EVENTS_FILTER}
ORDER BY ts ${order}, toString(event_id) ${order}
LIMIT 1 BY ts, event_id
LIMIT {limit:UInt32}`;

/** Events of the whole period next to a place, the one next to it first; without a place, the newest first. */
export async function findEventsIn(
  reader: Reader,
  { period, limit, from, ...filter }: EventsQuestion,
  signal?: AbortSignal,
): Promise<readonly EventRecord[]> {
  const rows = await reader.rows<EventRow>(
    pageSql(ORDERS[from?.direction ?? 'older']),
    { ...filterBindings(filter), ...period, limit, fromAt: from?.at ?? 0, fromId: from?.eventId ?? '' },
    signal,
  );
  return rows.map(eventRecord);
}

/** The same, looked for in ever longer stretches where many days may lie before the place. */
export function findEvents(
  reader: Reader,
  question: EventsQuestion,
  signal?: AbortSignal,
): Promise<readonly EventRecord[]> {
  const { period, limit, from, taskId, runId } = question;
  // What came after a place is little, and what belongs to a task is found by its id, wherever it is.
  if (from?.direction === 'newer' || taskId !== '' || runId !== '') return findEventsIn(reader, question, signal);
  const until = from === null ? period.until : Math.min(period.until, from.at + 1);
  return newestFirst({ since: period.since, until }, limit, (stretch, most) =>
    findEventsIn(reader, { ...question, period: stretch, limit: most }, signal),
  );
}
