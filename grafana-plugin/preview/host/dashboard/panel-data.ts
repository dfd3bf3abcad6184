import type { DataQueryRequest, PanelData, PanelPlugin } from '@grafana/data';
import { applyFieldOverrides, CoreApp, LoadingState, rangeUtil } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { from, switchMap } from 'rxjs';
import type { PreviewPanel } from '../../dashboard.js';
import { dataSourceSrv } from '../services/data-sources.js';
import { runRequest } from '../services/run-request.js';
import { replaceVariables } from '../services/templates.js';
import type { TimeState } from './time-state.js';

const maxDataPoints = 600;

/** A panel's answers, asked again whenever its queries, the time range or the tick change. */
export function usePanelData(plugin: PanelPlugin, panel: PreviewPanel, time: TimeState): PanelData {
  const { range, tick } = time;
  const [data, setData] = useState<PanelData>({ state: LoadingState.NotStarted, series: [], timeRange: range });
  const key = JSON.stringify(panel.targets);

  useEffect(() => {
    const request = requestOf(panel, time);
    const source = dataSourceSrv.get(panel.targets[0]?.datasource);
    const running = from(source)
      .pipe(switchMap((found) => runRequest(found, request)))
      .subscribe((next) => {
        // While a new answer is on its way, the old one stays on screen.
        setData((before) => (next.state === LoadingState.Loading ? { ...next, series: before.series } : next));
      });
    return () => {
      running.unsubscribe();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, range, tick]);

  const theme = useTheme2();
  return useMemo(() => ({ ...data, series: displayed(plugin, data, theme) }), [plugin, data, theme]);
}

function displayed(
  plugin: PanelPlugin,
  { series }: PanelData,
  theme: ReturnType<typeof useTheme2>,
): PanelData['series'] {
  return applyFieldOverrides({
    data: series,
    fieldConfig: plugin.fieldConfigDefaults,
    fieldConfigRegistry: plugin.fieldConfigRegistry,
    replaceVariables: replaceVariables,
    theme,
    timeZone: 'browser',
  });
}

let requestCount = 0;

function requestOf({ id, targets }: PreviewPanel, { range }: TimeState): DataQueryRequest {
  requestCount += 1;
  const { interval, intervalMs } = rangeUtil.calculateInterval(range, maxDataPoints);
  return {
    app: CoreApp.Dashboard,
    requestId: `preview-${requestCount}`,
    dashboardUID: 'preview',
    panelId: id,
    targets: [...targets],
    range,
    interval,
    intervalMs,
    maxDataPoints,
    scopedVars: {},
    timezone: 'browser',
    startTime: Date.now(),
  };
}
