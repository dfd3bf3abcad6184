import { dateTime, rangeUtil, type TimeRange } from '@grafana/data';
import { RefreshPicker, TimeRangePicker } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { PageState } from './use-page-state.js';

interface Props {
  readonly state: PageState;
  readonly onRefresh: () => void;
  /** Off for a page whose content has its own time. */
  readonly hasRange?: boolean;
}

const INTERVALS = ['2s', '5s', '10s', '30s', '1m', '5m'];

/** Grafana's own pickers, tied to the page's address. */
export function TimeControls({ state, onRefresh, hasRange = true }: Props): ReactElement {
  const { range: raw, refresh, set } = state;
  const range = rangeUtil.convertRawToRange(raw);
  const show = (from: number, to: number): void => {
    set({ from: String(Math.round(from)), to: String(Math.round(to)) });
  };
  const [from, to] = [range.from.valueOf(), range.to.valueOf()];
  const half = (to - from) / 2;
  return (
    <>
      {hasRange && (
        <TimeRangePicker
          value={range}
          onChange={(chosen) => {
            set(paramsOf(chosen));
          }}
          onChangeTimeZone={() => undefined}
          onMoveBackward={() => {
            show(from - half, to - half);
          }}
          onMoveForward={() => {
            show(from + half, to + half);
          }}
          onZoom={() => {
            show(from - half, to + half);
          }}
        />
      )}
      <RefreshPicker
        value={refresh}
        intervals={INTERVALS}
        onRefresh={onRefresh}
        onIntervalChanged={(interval) => {
          set({ refresh: interval === '' ? 'off' : interval });
        }}
      />
    </>
  );
}

const paramsOf = ({ raw }: TimeRange): { from: string; to: string } => ({
  from: typeof raw.from === 'string' ? raw.from : String(dateTime(raw.from).valueOf()),
  to: typeof raw.to === 'string' ? raw.to : String(dateTime(raw.to).valueOf()),
});
