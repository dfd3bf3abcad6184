import type { EventRecord } from '@hiveboard/sdk/contract';
import type { ErrorLog } from '../error-log.js';
import { findEventsIn, type EventsFilter } from './events.js';
import type { Reader } from './reader.js';

/** What a listener is told: what has come, oldest first, or that ClickHouse cannot be asked at the moment. */
export type News = { readonly kind: 'events'; readonly events: readonly EventRecord[] } | { readonly kind: 'trouble' };

/** Follows events as they come. */
export interface Tail {
  /** Tells of what a filter lets through, each event once. */
  readonly listen: (filter: EventsFilter, listener: (news: News) => void) => Listening;
}

/** A listener's place at a tail. */
export interface Listening {
  /** Fulfils at the moment from which on everything is told. */
  readonly ready: Promise<void>;
  readonly leave: () => void;
}

export interface TailOptions {
  readonly reader: Reader;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly log: ErrorLog;
  /** How often ClickHouse is asked, in milliseconds. Default 1,000. */
  readonly everyMs?: number;
}

/**
 * How old an event may be on arrival to be live. What is older is in the feed: a task that ends repeats all its events,
 * and nobody wants to see an hour pass by again.
 */
const LIVE_MS = 120_000;
/** Clocks of senders may be ahead. */
const AHEAD_MS = 24 * 3_600_000;
/** More at once than anybody can follow. */
const MOST_AT_ONCE = 1_000;

/** Listeners with the same filter, and what they have been told. */
interface Audience {
  readonly filter: EventsFilter;
  readonly listeners: Set<(news: News) => void>;
  /** By id, the moment of each event that was told and might be found again. */
  readonly told: Map<string, number>;
  timer: NodeJS.Timeout | undefined;
  /** Fulfils once it is known what was there before. */
  ready: Promise<void>;
}

/** Opens a tail. Listeners with the same filter share its questions, and no question is asked without listeners. */
export function createTail({ reader, clock, log, everyMs = 1_000 }: TailOptions): Tail {
  const audiences = new Map<string, Audience>();

  const look = async ({ filter, told }: Audience): Promise<readonly EventRecord[]> => {
    const now = clock();
    const period = { since: now - LIVE_MS, until: now + AHEAD_MS };
    const found = await findEventsIn(reader, { ...filter, period, limit: MOST_AT_ONCE, from: null });
    for (const [id, at] of told) if (at < period.since) told.delete(id);
    const fresh = found.filter(({ event_id }) => !told.has(event_id)).toReversed();
    for (const { event_id, timestamp } of fresh) told.set(event_id, Date.parse(timestamp));
    return fresh;
  };

  const tell = (audience: Audience, news: News): void => {
    for (const listener of audience.listeners) listener(news);
  };

  /** Looks, and again after a while, until nobody listens. `knows` what was there before, or tells nothing yet. */
  const follow = async (audience: Audience, knows: boolean): Promise<void> => {
    let knowsNow = knows;
    try {
      const events = await look(audience);
      if (knows && events.length > 0) tell(audience, { kind: 'events', events });
      knowsNow = true;
    } catch (error) {
      log.error({ err: error }, 'the live stream cannot ask ClickHouse');
      tell(audience, { kind: 'trouble' });
    }
    if (audience.listeners.size > 0) audience.timer = setTimeout(() => void follow(audience, knowsNow), everyMs);
  };

  const open = (name: string, filter: EventsFilter): Audience => {
    const audience: Audience = {
      filter,
      listeners: new Set(),
      told: new Map(),
      timer: undefined,
      ready: Promise.resolve(),
    };
    audiences.set(name, audience);
    return audience;
  };

  return {
    listen: (filter, listener) => {
      const name = JSON.stringify(filter);
      const known = audiences.get(name);
      const audience = known ?? open(name, filter);
      audience.listeners.add(listener);
      if (known === undefined) audience.ready = follow(audience, false);
      return {
        ready: audience.ready,
        leave: () => {
          audience.listeners.delete(listener);
          if (audience.listeners.size > 0) return;
          clearTimeout(audience.timer);
          if (audiences.get(name) === audience) audiences.delete(name);
        },
      };
    },
  };
}
