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
  const [tick, setTick] = useState(0);
  const refreshNow = useCallback(() => {
    setTick((before) => before + 1);
  }, []);

  useEffect(() => {
    if (refresh === '') return undefined;
    const timer = setInterval(refreshNow, rangeUtil.intervalToMs(refresh));
    return () => {
      clearInterval(timer);
    };
  }, [refresh, refreshNow]);

  // A relative range means another time at every tick.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const range = useMemo(() => rangeOf(from, to), [from, to, tick]);
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

function rangeOf(from: string, to: string): TimeRange {
  const raw = { from: rawOf(from), to: rawOf(to) };
  const start = dateMath.toDateTime(raw.from, { roundUp: false }) ?? dateTime().subtract(6, 'hours');
  const end = dateMath.toDateTime(raw.to, { roundUp: true }) ?? dateTime();
  return { from: start, to: end, raw };
}

const rawOf = (text: string): RawTimeRange['from'] => (/^\d+$/.test(text) ? dateTime(Number(text)) : text);

const inAddress = (raw: RawTimeRange['from']): string => (typeof raw === 'string' ? raw : String(raw.valueOf()));
