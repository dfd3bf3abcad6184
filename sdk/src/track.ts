import { openAction, type Action, type Place, type StartedAction } from './action.js';
import { isWork, runToEnd, type Thrown } from './run.js';
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
export type Locate = () => { readonly place: Place; readonly scope: Omit<Scope, 'action' | 'context'> };

/** An action that records nothing, for work that must run even if telemetry cannot. */
const silentAction = (name: string): Action => ({ id: '', name, setPayload: () => undefined });

/** The ways to report steps. */
export interface Steps {
  readonly track: Track;
  readonly startAction: (name: string) => StartedAction;
}

/** Steps of an agent or of a task, which differ only in where they find themselves. */
export function createSteps(runtime: Runtime, locate: Locate): Steps {
  const open = (what: string, name: string) => {
    const opened = attempt(runtime.warn, what, () => {
      const { place, scope } = locate();
      return { ...openAction(runtime, name, place), scope };
    });
    if (opened === undefined) {
      return { action: silentAction(name), run: <T>(work: () => T): T => work(), end: (): void => undefined };
    }
    const { action, context, end, scope } = opened;
    return {
      action,
      run: <T>(work: () => T): T => runIn({ ...scope, action, context }, work),
      end: (thrown: Thrown): void => {
        attempt(runtime.warn, what, () => {
          end(thrown);
        });
      },
    };
  };

  const runStep = <T>(name: string, work: (action: Action) => T): T => {
    // Whoever waits for what is no work must get it all the same.
    if (!isWork(runtime.warn, 'track', work)) return work as T;
    const { action, run, end } = open('track', name);
    return runToEnd(() => work(action), end, run);
  };

  const startAction = (name: string): StartedAction => {
    const { action, run, end } = open('startAction', name);
    return {
      ...action,
      run: (work) => (isWork(runtime.warn, 'run', work) ? run(work) : (work as ReturnType<typeof work>)),
      complete: (payload) => {
        if (payload !== undefined) action.setPayload(payload);
        end(undefined);
      },
      fail: (error) => {
        end({ error });
      },
    };
  };

  const wrap =
    (name: string): Tracked =>
    (work) => {
      if (typeof work !== 'function') {
        // A decorated field, or a decorator of the kind that TypeScript had before the standard: it stays as it is.
        runtime.warn('track: wraps functions and decorates methods, by standard decorators; nothing is tracked');
        return work;
      }
      return function (this, ...args) {
        return runStep(name, () => work.apply(this, args));
      };
    };

  function track<T>(name: string, work: (action: Action) => T): T;
  function track(name: string): Tracked;
  function track<T>(name: string, work?: (action: Action) => T): T | Tracked {
    return work === undefined ? wrap(name) : runStep(name, work);
  }
  return { track, startAction };
}
