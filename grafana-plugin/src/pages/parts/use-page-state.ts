import { rangeUtil, type RawTimeRange } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useCallback, useMemo } from 'react';
import { useLocation } from 'react-router';

/** What a page keeps in its address. */
export interface PageState {
  /** The value of a parameter; undefined when it is absent. */
  readonly get: (name: string) => string | undefined;
  /** Changes parameters in place; undefined removes one. */
  readonly set: (changes: Readonly<Record<string, string | undefined>>) => void;
  /** Words such as `now-1h`, or ISO moments. */
  readonly range: RawTimeRange;
  /** Such as `5s`; empty is off. */
  readonly refresh: string;
  readonly refreshMs: number | null;
  /** The search part of the address. */
  readonly search: string;
}

/** What holds while the address is silent. */
export interface PageDefaults {
  readonly from: string;
  readonly to: string;
  readonly refresh: string;
}

/** The page's state, which lives in its address alone: a copied link shows the same. */
export function usePageState(defaults: PageDefaults): PageState {
  const { search } = useLocation();
  const set = useCallback((changes: Readonly<Record<string, string | undefined>>) => {
    locationService.partial({ ...changes }, true);
  }, []);
  return useMemo(() => {
    const params = new URLSearchParams(search);
    const get = (name: string): string | undefined => params.get(name) || undefined;
    // `refresh=` says off, no parameter at all says the default.
    const refresh = params.get('refresh') ?? defaults.refresh;
    return {
      get,
      set,
      search,
      range: { from: momentOf(get('from') ?? defaults.from), to: momentOf(get('to') ?? defaults.to) },
      refresh,
      refreshMs: intervalMs(refresh),
    };
  }, [search, set, defaults]);
}

/** Grafana writes absolute moments into addresses as milliseconds. */
const momentOf = (text: string): string => (/^\d{10,}$/.test(text) ? new Date(Number(text)).toISOString() : text);

function intervalMs(refresh: string): number | null {
  if (refresh === '' || refresh === 'off') return null;
  try {
    return Math.max(1000, rangeUtil.intervalToMs(refresh));
  } catch {
    return null;
  }
}
