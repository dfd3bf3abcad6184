import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** How near to the right edge counts as being there, in pixels. */
const EDGE = 20;

/** A scroller that may keep to its right edge. */
export interface Follow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** False while the reader has scrolled away from the edge. */
  readonly following: boolean;
  readonly onScroll: () => void;
  /** Back to the edge, and stay there. */
  readonly resume: () => void;
}

/** Keeps a growing scroller at its right edge while `live`, until the reader scrolls left; at the edge it resumes. */
export function useFollow(live: boolean, width: number): Follow {
  const scroller = useRef<HTMLDivElement | null>(null);
  const [following, setFollowing] = useState(true);
  const toEdge = useCallback(() => {
    const element = scroller.current;
    if (element !== null) element.scrollLeft = element.scrollWidth;
  }, []);
  useLayoutEffect(() => {
    if (live && following) toEdge();
  }, [live, following, width, toEdge]);
  return {
    scroller,
    following,
    onScroll: useCallback(() => {
      const element = scroller.current;
      if (element === null) return;
      setFollowing(element.scrollWidth - element.clientWidth - element.scrollLeft <= EDGE);
    }, []),
    resume: useCallback(() => {
      toEdge();
      setFollowing(true);
    }, [toEdge]),
  };
}
