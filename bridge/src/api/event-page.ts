import type { z } from 'zod';
import type { EventPage, EventRecord } from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';
import { findEvents, type EventsFilter, type EventsPlace } from '../query/events.js';
import type { Asking } from './asking.js';
import { cursorOf, placeOf } from './cursor.js';
import { PARAMETERS, parse, periodOf, type eventsFilterParameters } from './params.js';

type FilterParameters = z.output<z.ZodObject<typeof eventsFilterParameters>>;

/** The filter that parameters say. */
export const eventsFilter = (asked: FilterParameters, tenant: string): EventsFilter => ({
  tenant,
  agentId: asked.agent_id,
  environment: asked.environment,
  project: asked.project,
  taskId: asked.task_id,
  runId: asked.task_run_id,
  kinds: asked.kind,
  severities: asked.severity,
  text: asked.q,
});

/** The place right at an event. */
export const eventCursor = ({ timestamp, event_id }: EventRecord): string =>
  cursorOf({ at: Date.parse(timestamp), id: event_id });

/** Which way to go from where; null for the newest events. */
function placeIn({ cursor, after }: { readonly cursor: string; readonly after: string }): EventsPlace | null {
  if (cursor !== '' && after !== '') {
    throw new HttpError('invalid_parameter', {
      message: 'after: expected either cursor or after, not both',
      details: { parameter: 'after' },
    });
  }
  const newer = placeOf(after, 'after');
  if (newer !== null) return { at: newer.at, eventId: newer.id, direction: 'newer' };
  const older = placeOf(cursor);
  return older === null ? null : { at: older.at, eventId: older.id, direction: 'older' };
}

/** `GET /v1/events`. */
export async function events({ reader, tenant, now, query, signal }: Asking): Promise<EventPage> {
  const asked = parse(PARAMETERS.events, query);
  const from = placeIn(asked);
  const filter = eventsFilter(asked, tenant);
  const found = await findEvents(
    reader,
    { ...filter, period: periodOf(asked, now), limit: asked.limit + 1, from },
    signal,
  );
  const more = found.length > asked.limit;
  const cut = found.slice(0, asked.limit);
  const isNewer = from?.direction === 'newer';
  const data = isNewer ? cut.toReversed() : cut;
  const [first] = data;
  const last = data.at(-1);
  return {
    data,
    pagination: {
      // What came after a place has the place itself behind it.
      cursor: last === undefined || !(more || isNewer) ? null : eventCursor(last),
      has_more: more,
      newest: first === undefined ? null : eventCursor(first),
    },
  };
}
