import { RUNS_BOUND, runActionsSql } from '@hiveboard/clickhouse';
import type { EventRecord } from '@hiveboard/sdk/contract';
import { EVENT_COLUMNS, eventRecord, type EventRow } from './event-record.js';
import type { Reader } from './reader.js';
import type { Extent } from './run.js';

/** From which event on: after it in the order of what happened, or in the order in which events came. */
export interface RunPlace {
  readonly at: number;
  readonly eventId: string;
  readonly rank: number;
  readonly order: 'happened' | 'came';
}

/** An event of a run, and its place among what happened and among what came. */
export interface RunEvent {
  readonly record: EventRecord;
  readonly rank: number;
}

/**
 * The order of what happened within one millisecond. What an agent told is in the order of its ids, which count up; a
 * UUID is compared as text for that, since ClickHouse would compare its random half first. An action began after what
 * was told before it in the same breath: an answer of a model, the end of a step, the start of the next.
 */
const RANK = `multiIf(kind = 'task_started', 0, startsWith(kind, 'action_'), 2, startsWith(kind, 'task_'), 3, 1)`;

/** What comes first in each order, and what lies behind a place. */
const ORDERS: Readonly<Record<RunPlace['order'], { readonly columns: string; readonly place: string }>> = {
  happened: {
    columns: 'ts, rank, told_id',
    place: `fromUnixTimestamp64Milli({at:Int64}, 'UTC'), {rank:UInt8}, {eventId:String}`,
  },
  came: {
    columns: 'received_at, told_id',
    place: `fromUnixTimestamp64Milli({at:Int64}, 'UTC'), {eventId:String}`,
  },
};

/**
 * Copies of an event are alike, so that one of each is as good as FINAL. The announcement of an action under way gives
 * way to the end of the same action: both tell the same. Which are under way is asked once, and not again on each shard,
 * where a view that takes parameters cannot be asked: hence the function around what IN looks into.
 */
const eventsSql = ({ columns, place }: (typeof ORDERS)[RunPlace['order']]): string => `
SELECT ${EVENT_COLUMNS}, ${RANK} AS rank, toString(event_id) AS told_id
FROM hive.events
PREWHERE tenant = {tenant:String} AND task_run_id IN {runs:Array(String)}
    AND ts >= fromUnixTimestamp64Milli(greatest({since:Int64}, {from:Int64}), 'UTC') AND ts <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
WHERE task_id IN {tasks:Array(String)}
    AND ({isFirst:Bool} OR (${columns}) > (${place}))
    AND (kind != 'action_started' OR action_id = ''
        OR (action_id, told_id) IN arrayDistinct((
            SELECT groupArray((action_id, announcement)) FROM (${runActionsSql(['started_at'], RUNS_BOUND)}) WHERE NOT is_ended
        )))
ORDER BY ${columns}
LIMIT 1 BY ts, event_id
LIMIT {limit:UInt32}`;

/** A run's events behind a place, in its order; without one all, the oldest first. */
export async function findRunEvents(
  reader: Reader,
  { run, from, limit }: { readonly run: Extent; readonly from: RunPlace | null; readonly limit: number },
  signal?: AbortSignal,
): Promise<readonly RunEvent[]> {
  const place = {
    isFirst: from === null ? 'true' : 'false',
    from: from?.order === 'happened' ? from.at : 0,
    at: from?.at ?? 0,
    rank: from?.rank ?? 0,
    eventId: from?.eventId ?? '',
  };
  const rows = await reader.rows<EventRow & { readonly rank: number }>(
    eventsSql(ORDERS[from?.order ?? 'happened']),
    { ...run, ...place, limit },
    signal,
  );
  return rows.map((row) => ({ record: eventRecord(row), rank: row.rank }));
}
