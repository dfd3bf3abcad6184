import { useCallback, useEffect, useState, type RefObject } from 'react';

/** The window moves in steps of so many pixels, so that most scrolling redraws nothing. */
const STEP = 800;

/** The stretch of a scroller to draw, in pixels from its left. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** What is to be drawn around what is seen: at least one step more on either side. */
export const stretchOf = (scrollLeft: number, clientWidth: number): Stretch => ({
  from: (Math.floor(scrollLeft / STEP) - 1) * STEP,
  until: (Math.ceil((scrollLeft + clientWidth) / STEP) + 1) * STEP,
});

/** The stretch of a scroller in view, and how to look again after it has moved. */
export function useWindow(scroller: RefObject<HTMLElement | null>): readonly [Stretch, (element: HTMLElement) => void] {
  const [stretch, setStretch] = useState<Stretch>(stretchOf(0, STEP));
  const look = useCallback(({ scrollLeft, clientWidth }: HTMLElement) => {
    const next = stretchOf(scrollLeft, clientWidth);
    setStretch((before) => (before.from === next.from && before.until === next.until ? before : next));
  }, []);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    // It reports once at the start too.
    const observer = new ResizeObserver(() => {
      look(element);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [look, scroller]);
  return [stretch, look];
}
