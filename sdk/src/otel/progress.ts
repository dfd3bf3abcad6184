import { SpanKind, type Attributes, type Context } from '@opentelemetry/api';
import { PROGRESS_SPAN, progressFields, recordFields, type WireAttributes } from '../contract/index.js';
import { addEvent, hrTime, type EventRecord } from '../record.js';
import type { Runtime } from '../runtime.js';
import { runOutside } from '../scope.js';

/** A silent running task says this often that it is alive, in milliseconds. */
const ANNOUNCE_EVERY_MS = 15_000;
/** So many unsent events leave at once: under the 128 that other providers keep on a span. */
const MOST_PENDING = 64;

/** Something that has news to send while it runs. */
interface Trail {
  /** Sends what is due. */
  readonly tick: (at: number) => void;
}

/** Wakes all running tasks once per interval; asleep when there are none. */
export interface Ticker {
  readonly add: (trail: Trail) => void;
  readonly remove: (trail: Trail) => void;
  /** Sends the news of all running tasks now. */
  readonly flush: () => void;
  readonly stop: () => void;
}

/** The longest that telling the news of many tasks holds up the agent at a stretch, in milliseconds. */
const SLICE_MS = 5;

/** One timer for all tasks, which never holds a process open. */
export function createTicker(intervalMs: number, now: () => number): Ticker {
  const trails = new Set<Trail>();
  let timer: NodeJS.Timeout | undefined;
  let rest: Iterator<Trail> | undefined;
  const flush = (): void => {
    const at = now();
    for (const trail of trails) trail.tick(at);
  };
  /** Tells the news of some tasks now and of the others after whatever else the agent has to do. */
  const slice = (): void => {
    const end = performance.now() + SLICE_MS;
    const at = now();
    rest ??= trails.values();
    while (performance.now() < end) {
      const next = rest.next();
      if (next.done === true) {
        rest = undefined;
        return;
      }
      next.value.tick(at);
    }
    setImmediate(slice).unref();
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    add: (trail) => {
      trails.add(trail);
      timer ??= runOutside(() =>
        setInterval(() => {
          // Still at it: with so many tasks one round takes longer than the interval.
          if (rest === undefined) slice();
        }, intervalMs).unref(),
      );
    },
    remove: (trail) => {
      trails.delete(trail);
      if (trails.size === 0) stop();
    },
    flush,
    stop,
  };
}

/** The running span that a trail speaks for. */
export interface Running {
  /** The task's own attributes, repeated on every progress span. */
  readonly attributes: Attributes;
  /** Makes progress spans children of the running one. */
  readonly context: Context;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Another process told of the start. */
  readonly isElsewhere: boolean;
}

/** An action that has not ended, and the event that told so. */
interface OpenAction {
  readonly event: () => EventRecord;
  told: EventRecord | undefined;
}

/** A running task's unsent news. */
export interface TaskTrail extends Trail {
  readonly note: (event: EventRecord) => void;
  /** An action is under way; `event` says so, if news leaves before it ends. */
  readonly actionOpened: (id: string, event: () => EventRecord) => void;
  readonly actionClosed: (id: string) => void;
}

/**
 * Makes a running task visible. Its span leaves only at its end, so its events also ride on zero-duration children;
 * the final span repeats them, and receivers tell copies by the event id. A child that arrives after the final span
 * adds its events and changes nothing else.
 */
export function createTaskTrail(runtime: Runtime, running: Running): TaskTrail {
  const open = new Map<string, OpenAction>();
  let pending: EventRecord[] = [];
  // Number 0 tells of the start.
  let sequence = running.isElsewhere ? 1 : 0;
  let sentAt: number | undefined;

  const send = (at: number, actions: readonly OpenAction[]): void => {
    const own: WireAttributes = {
      [recordFields.record.key]: 'progress',
      [progressFields.sequence.key]: sequence,
      [progressFields.startTimeMs.key]: running.startedAt,
    };
    const span = runtime.startSpan(
      PROGRESS_SPAN,
      {
        kind: SpanKind.INTERNAL,
        startTime: hrTime(at),
        attributes: { ...running.attributes, ...own },
      },
      running.context,
    );
    // The same event, with the same id, each time.
    for (const action of actions) addEvent(span, (action.told ??= action.event()));
    for (const event of pending) addEvent(span, event);
    span.end(hrTime(at));
    pending = [];
    sequence += 1;
    sentAt = at;
  };

  const untold = (): readonly OpenAction[] => [...open.values()].filter(({ told }) => told === undefined);

  return {
    tick: (at) => {
      // A clock that was set back must not silence a task.
      const due = sentAt === undefined || Math.abs(at - sentAt) >= ANNOUNCE_EVERY_MS;
      const actions = due ? [...open.values()] : untold();
      if (due || pending.length > 0 || actions.length > 0) send(at, actions);
    },
    note: (event) => {
      pending.push(event);
      if (pending.length >= MOST_PENDING) send(runtime.now(), untold());
    },
    actionOpened: (id, event) => {
      open.set(id, { event, told: undefined });
    },
    actionClosed: (id) => {
      open.delete(id);
    },
  };
}
