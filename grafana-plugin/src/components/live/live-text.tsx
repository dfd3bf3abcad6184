import type { ReactElement } from 'react';
import { useLive } from './use-live.js';

/** Text that depends on the time, such as an age. */
export function LiveText({ at }: { readonly at: (now: number) => string }): ReactElement {
  return <>{useLive(at)}</>;
}
