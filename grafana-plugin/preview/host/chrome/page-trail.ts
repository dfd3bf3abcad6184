import type { NavModelItem } from '@grafana/data';
import { useEffect, useSyncExternalStore } from 'react';

/** An item's words: all that the breadcrumbs need. */
type Crumb = Pick<NavModelItem, 'text' | 'url'>;

/** What the page on screen says about its place: read by the breadcrumbs, which stand outside of it. */
let current: readonly Crumb[] = [];
const listeners = new Set<() => void>();

function announce(next: readonly Crumb[]): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Called by the page: its own item, whose `parentItem`s lead to it. */
export function useAnnouncePage(item: NavModelItem | undefined): void {
  // A page builds the item anew at every render: only its words count.
  const words = JSON.stringify(trailOf(item));
  useEffect(() => {
    announce(JSON.parse(words) as readonly Crumb[]);
    return () => {
      announce([]);
    };
  }, [words]);
}

/** The items that lead to the page on screen, outermost first; empty while it announced none. */
export const usePageTrail = (): readonly Crumb[] => useSyncExternalStore(subscribe, () => current);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const trailOf = (item: NavModelItem | undefined): readonly Crumb[] =>
  item === undefined ? [] : [...trailOf(item.parentItem), { text: item.text, url: item.url }];
