import { z } from 'zod';
import { HttpError } from '../../errors.js';
import { findEvents, type EventsPlace } from '../../query/events.js';
import { placeOf } from '../cursor.js';
import { eventCursor, eventsFilter, eventsFilterParameters } from '../events-filter.js';
import { cursor, limit, period, periodOf } from '../params.js';
import { route } from '../route.js';

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

export const events = route({
  path: '/v1/events',
  summary: 'What happened, of every kind, newest first.',
  parameters: z.object({
    ...period,
    ...eventsFilterParameters,
    limit: limit(500, 100),
    cursor,
    after: cursor.describe('`pagination.newest` of an answer: what is newer than that, in place of what is older.'),
  }),
  isPrivate: true,
  answer: async (asked, { reader, tenant, now, signal }) => {
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
  },
});
