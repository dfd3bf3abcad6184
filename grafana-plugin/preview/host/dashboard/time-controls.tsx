import type { TimeRange } from '@grafana/data';
import { dateTime } from '@grafana/data';
import { RefreshPicker, TimeRangePicker } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { TimeState } from './time-state.js';

/** The time range and refresh pickers of a dashboard. */
export function TimeControls({ time }: { readonly time: TimeState }): ReactElement {
  const { range, setRange } = time;
  const show = (share: { readonly start: number; readonly end: number }): void => {
    setRange(partOf(range, share));
  };
  return (
    <>
      <TimeRangePicker
        value={range}
        timeZone="browser"
        onChange={({ raw }) => {
          setRange(raw);
        }}
        onChangeTimeZone={() => undefined}
        onMoveBackward={() => {
          show({ start: -0.5, end: 0.5 });
        }}
        onMoveForward={() => {
          show({ start: 0.5, end: 1.5 });
        }}
        onZoom={() => {
          show({ start: -0.5, end: 1.5 });
        }}
        isOnCanvas
      />
      <RefreshPicker value={time.refresh} onRefresh={time.refreshNow} onIntervalChanged={time.setRefresh} isOnCanvas />
    </>
  );
}

/** A range told in parts of another: 0 is its start, 1 its end. */
function partOf({ from, to }: TimeRange, { start, end }: { readonly start: number; readonly end: number }) {
  const span = to.valueOf() - from.valueOf();
  return { from: dateTime(from.valueOf() + start * span), to: dateTime(from.valueOf() + end * span) };
}
