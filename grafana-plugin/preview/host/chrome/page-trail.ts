import type { NavModelItem } from '@grafana/data';
import { useEffect, useSyncExternalStore } from 'react';

/** What the page on screen says about its place: read by the breadcrumbs, which stand outside of it. */
let current: NavModelItem | undefined;
const listeners = new Set<() => void>();

function announce(next: NavModelItem | undefined): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Called by the page: its own item, whose `parentItem`s lead to it. */
export function useAnnouncePage(item: NavModelItem | undefined): void {
  const key = trailOf(item)
    .map(({ text, url }) => `${text}\n${url ?? ''}`)
    .join('\n');
  useEffect(() => {
    announce(item);
    return () => {
      announce(undefined);
    };
    // A page builds the item anew at every render: only its words count.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
}

/** The items that lead to the page on screen, outermost first; empty while it announced none. */
export function usePageTrail(): readonly NavModelItem[] {
  const item = useSyncExternalStore(subscribe, () => current);
  return trailOf(item);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function trailOf(item: NavModelItem | undefined): readonly NavModelItem[] {
  return item === undefined ? [] : [...trailOf(item.parentItem), item];
}
