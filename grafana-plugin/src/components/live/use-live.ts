import { useSyncExternalStore } from 'react';
import { onTick, tickedNow } from './ticker.js';

/** A value that depends on the time; its component renders again only when the value changes. */
export const useLive = <Value extends string | number | boolean>(valueAt: (now: number) => Value): Value =>
  useSyncExternalStore(onTick, () => valueAt(tickedNow()));
