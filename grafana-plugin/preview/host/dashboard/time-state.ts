import type { RawTimeRange, TimeRange } from '@grafana/data';
import { dateMath, dateTime, rangeUtil } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router';

/** The time range and refresh interval in the address, as a dashboard keeps them. */
export interface TimeState {
  readonly range: TimeRange;
  /** '' while nothing refreshes by itself. */
  readonly refresh: string;
  /** Grows at every refresh. */
  readonly tick: number;
  readonly setRange: (raw: RawTimeRange) => void;
  readonly setRefresh: (refresh: string) => void;
  readonly refreshNow: () => void;
}

export function useTimeState(): TimeState {
  const search = new URLSearchParams(useLocation().search);
  const from = search.get('from') ?? 'now-6h';
  const to = search.get('to') ?? 'now';
  const refresh = search.get('refresh') ?? '';
  // A relative range means another time at every tick.
  const [{ tick, now }, setMoment] = useState(() => ({ tick: 0, now: Date.now() }));
  const refreshNow = useCallback(() => {
    setMoment((before) => ({ tick: before.tick + 1, now: Date.now() }));
  }, []);

  useEffect(() => {
    if (refresh === '') return undefined;
    const timer = setInterval(refreshNow, rangeUtil.intervalToMs(refresh));
    return () => {
      clearInterval(timer);
    };
  }, [refresh, refreshNow]);

  const range = useMemo(() => rangeOf({ from, to }, now), [from, to, now]);
  return {
    range,
    refresh,
    tick,
    refreshNow,
    setRange: (raw) => {
      locationService.partial({ from: inAddress(raw.from), to: inAddress(raw.to) });
    },
    setRefresh: (next) => {
      locationService.partial({ refresh: next === '' ? null : next }, true);
    },
  };
}

function rangeOf(words: { readonly from: string; readonly to: string }, now: number): TimeRange {
  const raw = { from: rawOf(words.from), to: rawOf(words.to) };
  const start = dateMath.toDateTime(raw.from, { roundUp: false, now }) ?? dateTime(now).subtract(6, 'hours');
  const end = dateMath.toDateTime(raw.to, { roundUp: true, now }) ?? dateTime(now);
  return { from: start, to: end, raw };
}

const rawOf = (text: string): RawTimeRange['from'] => (/^\d+$/.test(text) ? dateTime(Number(text)) : text);

const inAddress = (raw: RawTimeRange['from']): string => (typeof raw === 'string' ? raw : String(raw.valueOf()));
