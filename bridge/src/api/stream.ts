import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { EventRecord } from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';
import type { Admission } from '../keys/gate.js';
import { findEvents, type EventsFilter, type EventsPlace } from '../query/events.js';
import type { Reader } from '../query/reader.js';
import type { News, Tail } from '../query/tail.js';
import { admitted } from './api.js';
import { placeOf } from './cursor.js';
import { eventCursor, eventsFilter, eventsFilterParameters } from './events-filter.js';
import { cursor, parse } from './params.js';
import { createRoom } from './room.js';

export interface StreamDependencies {
  readonly reader: Reader;
  readonly tail: Tail;
  readonly admit: (request: Request) => Admission;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** How often a silent stream says that it lives, in milliseconds: proxies cut what is silent longer. */
  readonly heartbeatMs: number;
}

/** Each stream is a connection and, with a filter of its own, a question a second. One tenant may have half of them. */
const MOST_STREAMS = 200;
/** A listener that falls behind by so much is cut off; it comes back and is told from where it was. */
const MOST_UNSENT_BYTES = 4 * 1024 * 1024;
/** How many events a listener that comes back can be told; it finds the rest in the feed. */
const MOST_MISSED = 1_000;
/** How far back a listener that comes back is told. */
const MISSED_MS = 3_600_000;

const messageOf = (event: EventRecord): string => `id: ${eventCursor(event)}\ndata: ${JSON.stringify(event)}\n\n`;

/** What a stream may be asked. */
export const streamParameters = z.object({
  ...eventsFilterParameters,
  last_event_id: cursor.describe('The id of the last event that was told; the header Last-Event-ID wins over it.'),
});

/** What a stream is asked: a filter, and where it was left. */
function asked(request: Request, tenant: string): { readonly filter: EventsFilter; readonly from: EventsPlace | null } {
  const { last_event_id: sent, ...filter } = parse(streamParameters, request.query);
  const header = request.headers['last-event-id'];
  const place = placeOf(typeof header === 'string' ? header : sent, 'last_event_id');
  return {
    filter: eventsFilter(filter, tenant),
    from: place === null ? null : { at: place.at, eventId: place.id, direction: 'newer' },
  };
}

/** `GET /v1/stream`: events as server-sent events while they come. */
export function streamRoutes({ reader, tail, admit, clock, heartbeatMs }: StreamDependencies): Router {
  const room = createRoom(MOST_STREAMS);

  /** What came while a listener was away, and the ids of it. */
  const missed = async (filter: EventsFilter, from: EventsPlace | null): Promise<readonly EventRecord[]> => {
    if (from === null) return [];
    const now = clock();
    const period = { since: Math.max(from.at, now - MISSED_MS), until: now + 24 * 3_600_000 };
    return findEvents(reader, { ...filter, period, limit: MOST_MISSED, from });
  };

  const open = async (request: Request, response: Response): Promise<void> => {
    const { tenant } = admitted(admit(request), response);
    const { filter, from } = asked(request, tenant);
    const free = room.enter(tenant);
    if (free === undefined) throw new HttpError('too_many_streams');
    const told = new Set<string>();
    const waiting: News[] = [];
    let isOpen = false;
    const send = (news: News): void => {
      if (!isOpen) waiting.push(news);
      else if (response.writableLength > MOST_UNSENT_BYTES) response.destroy();
      else if (news.kind === 'trouble') response.write(': ClickHouse does not answer\n\n');
      else for (const event of news.events) if (!told.has(event.event_id)) response.write(messageOf(event));
    };
    const { ready, leave } = tail.listen(filter, send);
    response.once('close', () => {
      leave();
      free();
    });
    // Whatever comes from here on is told; only then is it looked back, so that nothing falls in between.
    await ready;
    const before = await missed(filter, from);
    if (response.destroyed) return;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would keep events back until a buffer is full.
      'x-accel-buffering': 'no',
    });
    response.write('retry: 3000\n\n');
    const heartbeat = setInterval(() => {
      const again = admit(request);
      // A key that is revoked hears no more. One that asks too often at the moment has not asked now.
      if ('status' in again && again.status !== 429) response.end();
      else response.write(': still here\n\n');
    }, heartbeatMs);
    response.once('close', () => {
      clearInterval(heartbeat);
    });
    isOpen = true;
    send({ kind: 'events', events: before });
    for (const { event_id } of before) told.add(event_id);
    for (const news of waiting) send(news);
  };

  const router = Router();
  router.get('/v1/stream', open);
  return router;
}
