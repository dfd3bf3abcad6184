import { locationService } from '@grafana/runtime';
import type { MouseEvent } from 'react';

/** Lets the router follow a plain click on a link within the preview; new tabs and downloads stay the browser's. */
export function followLink(event: MouseEvent): void {
  const anchor = event.target instanceof Element ? event.target.closest('a') : null;
  if (anchor === null || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if ((anchor.target !== '' && anchor.target !== '_self') || anchor.hasAttribute('download')) return;
  if (anchor.origin !== window.location.origin || !isRouted(anchor.pathname)) return;
  event.preventDefault();
  locationService.push(anchor.pathname + anchor.search + anchor.hash);
}

const isRouted = (path: string): boolean => !path.startsWith('/public/') && !path.startsWith('/api/');
