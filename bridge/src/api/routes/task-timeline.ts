import { z } from 'zod';
import { HttpError } from '../../errors.js';
import type { Extent } from '../../query/run.js';
import type { RunEvent, RunPlace } from '../../query/run-events.js';
import { findRun } from '../../query/tasks.js';
import { findTimeline } from '../../query/timeline.js';
import { cursorOf, placeOf } from '../cursor.js';
import { cursor, id, limit } from '../params.js';
import { route } from '../route.js';

const MOST_EVENTS = 5_000;

/**
 * How long after its arrival an event may still be on its way into the tables, in milliseconds. Who asks for what has
 * come since is told again what came so shortly before.
 */
const ON_THE_WAY_MS = 15_000;

/** A place in the events of a run. */
interface RunPlaceOf extends RunPlace {
  readonly runId: string;
}

/** Cursors carry the run: of a task that is started anew meanwhile, the pages stay those of one run. */
function placeIn({ cursor: sent, after }: { readonly cursor: string; readonly after: string }): RunPlaceOf | null {
  if (sent !== '' && after !== '') {
    throw new HttpError('invalid_parameter', {
      message: 'after: expected either cursor or after, not both',
      details: { parameter: 'after' },
    });
  }
  const place = placeOf(sent) ?? placeOf(after, 'after');
  if (place === null) return null;
  const [rank = '', ...runId] = (place.beside ?? '').split(' ');
  return {
    at: place.at,
    eventId: place.id,
    rank: /^[0-3]$/.test(rank) ? Number(rank) : 0,
    runId: runId.join(' '),
    order: sent === '' ? 'came' : 'happened',
  };
}

/** The place right at an event, among what happened. */
const happened = ({ record, rank }: RunEvent): string =>
  cursorOf({ at: Date.parse(record.timestamp), id: record.event_id, beside: `${rank} ${record.task_run_id ?? ''}` });
/** The same among what came. */
const came = ({ record }: RunEvent): string =>
  cursorOf({ at: Date.parse(record.received_at), id: record.event_id, beside: `0 ${record.task_run_id ?? ''}` });
/** The place from which on nothing is known to have come already. */
const notYet = ({ received }: Extent, runId: string): string =>
  cursorOf({ at: received - ON_THE_WAY_MS, id: '', beside: `0 ${runId}` });

export const taskTimeline = route({
  path: '/v1/tasks/{id}/timeline',
  summary: 'All that happened in a run of a task, running ones included.',
  parameters: z.object({
    task_run_id: id.describe('The run; default the newest.'),
    limit: limit(MOST_EVENTS, MOST_EVENTS).describe('How many events at most.'),
    cursor,
    after: cursor.describe(
      '`pagination.newest` of an answer: events that have come since, in the order in which they came. Those that came shortly before, and those that were sent a second time, are told again.',
    ),
  }),
  isPrivate: true,
  answer: async (asked, { reader, tenant, now, path, signal }) => {
    const from = placeIn(asked);
    const taskId = path['id'] ?? '';
    const runId = asked.task_run_id === '' ? (from?.runId ?? '') : asked.task_run_id;
    const asking = { tenant, taskId, runId };
    const row = findRun(reader, { ...asking, now }, signal).then((found) => {
      if (found === undefined) throw new HttpError('task_not_found');
      return found;
    });
    const question = { asked: asking, row, from, limit: asked.limit + 1 };
    const { run, events: found, overview } = await findTimeline(reader, question, signal);
    const events = found.slice(0, asked.limit);
    const last = events.at(-1);
    const more = found.length > asked.limit && last !== undefined;
    const isNews = from?.order === 'came';
    return {
      events: events.map(({ record }) => record),
      pagination: {
        cursor: more && !isNews ? happened(last) : null,
        has_more: more,
        newest: more && isNews ? came(last) : notYet(run, overview.task.task_run_id),
      },
      ...overview,
    };
  },
});
