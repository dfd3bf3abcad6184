import type { DataQueryRequest, PanelData, PanelPlugin, TimeRange } from '@grafana/data';
import { applyFieldOverrides, CoreApp, LoadingState, rangeUtil } from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import { useTheme2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { catchError, defer, of, switchMap } from 'rxjs';
import type { PreviewPanel, PreviewQuery } from '../../dashboard.js';
import { dataSourceSrv } from '../services/data-sources.js';
import { runRequest } from '../services/run-request.js';
import { replaceVariables } from '../services/templates.js';
import type { TimeState } from './time-state.js';

const maxDataPoints = 600;

/** A panel's answers, asked again whenever its queries, the time range or the tick change. */
export function usePanelData(plugin: PanelPlugin, panel: PreviewPanel, { range, tick }: TimeState): PanelData {
  const [data, setData] = useState<PanelData>({ state: LoadingState.NotStarted, series: [], timeRange: range });
  // A panel may be built anew at every render: only what it asks counts.
  const question = JSON.stringify({ panelId: panel.id, targets: panel.targets, tick });

  useEffect(() => {
    const request = requestOf(JSON.parse(question) as Question, range);
    const running = defer(() => dataSourceSrv.get(request.targets[0]?.datasource))
      .pipe(
        switchMap((found) => runRequest(found, request)),
        catchError((error: unknown) => of(failed(error, range))),
      )
      .subscribe((next) => {
        // While a new answer is on its way, the old one stays on screen.
        setData((before) => (next.state === LoadingState.Loading ? { ...next, series: before.series } : next));
      });
    return () => {
      running.unsubscribe();
    };
  }, [question, range]);

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

interface Question {
  readonly panelId: number;
  readonly targets: PreviewQuery[];
}

function requestOf({ panelId, targets }: Question, range: TimeRange): DataQueryRequest {
  requestCount += 1;
  const { interval, intervalMs } = rangeUtil.calculateInterval(range, maxDataPoints);
  return {
    app: CoreApp.Dashboard,
    requestId: `preview-${requestCount}`,
    dashboardUID: 'preview',
    panelId,
    targets,
    range,
    interval,
    intervalMs,
    maxDataPoints,
    scopedVars: {},
    timezone: 'browser',
    startTime: Date.now(),
  };
}

const failed = (error: unknown, timeRange: TimeRange): PanelData => ({
  state: LoadingState.Error,
  series: [],
  timeRange,
  error: toDataQueryError(error),
});
