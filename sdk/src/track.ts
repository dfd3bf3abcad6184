import { openAction, type Action, type Place } from './action.js';
import { runToEnd } from './run.js';
import type { Runtime } from './runtime.js';
import { runIn, type Scope } from './scope.js';
import { attempt } from './warnings.js';

/** Wraps a function; also serves as a method decorator. */
export type Tracked = <This, Args extends unknown[], R>(
  work: (this: This, ...args: Args) => R,
  context?: ClassMethodDecoratorContext,
) => (this: This, ...args: Args) => R;

/** Reports work as a step. Results and exceptions pass through untouched. */
export interface Track {
  /** Runs the work now, inside the step. */
  <T>(name: string, work: (action: Action) => T): T;
  /** Wraps a function, or decorates a method: each call is a step. */
  (name: string): Tracked;
}

/** Where the running code is at the moment of a call. */
export type Locate = () => { readonly place: Place; readonly scope: Omit<Scope, 'actionId' | 'context'> };

/** An action that records nothing, for work that must run even if telemetry cannot. */
const silentAction = (name: string): Action => ({ id: '', name, setPayload: () => undefined });

/** `track` for an agent or a task, which differ only in where they find themselves. */
export function createTrack(runtime: Runtime, locate: Locate): Track {
  const runStep = <T>(name: string, work: (action: Action) => T): T => {
    const opened = attempt(runtime.warn, 'track', () => {
      const { place, scope } = locate();
      return { ...openAction(runtime, name, place), scope };
    });
    if (opened === undefined) return work(silentAction(name));
    const { action, context, end, scope } = opened;
    return runToEnd(
      () => runIn({ ...scope, actionId: action.id, context }, () => work(action)),
      (thrown) => {
        attempt(runtime.warn, 'track', () => {
          end(thrown);
        });
      },
    );
  };

  const wrap =
    (name: string): Tracked =>
    (work) =>
      function (this, ...args) {
        return runStep(name, () => work.apply(this, args));
      };

  function track<T>(name: string, work: (action: Action) => T): T;
  function track(name: string): Tracked;
  function track<T>(name: string, work?: (action: Action) => T): T | Tracked {
    return work === undefined ? wrap(name) : runStep(name, work);
  }
  return track;
}
