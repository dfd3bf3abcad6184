import { ErrorBoundaryAlert } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useLocation, useParams } from 'react-router';
import type { PreviewPanel, PreviewQuery } from '../../dashboard.js';
import { PanelView } from './panel-view.js';
import { useTimeState } from './time-state.js';

/**
 * One panel alone, filling the window: `/d-solo/preview/<panel id>?query=<JSON>&options=<JSON>&from&to&refresh&title`.
 * `query` is one query object or an array of them.
 */
export function SoloPanelPage(): ReactElement {
  const { panelType = '' } = useParams();
  const { search } = useLocation();
  return (
    <ErrorBoundaryAlert>
      <SoloPanel panelType={panelType} search={search} />
    </ErrorBoundaryAlert>
  );
}

function SoloPanel({ panelType, search }: { readonly panelType: string; readonly search: string }): ReactElement {
  const time = useTimeState();
  return (
    <PanelView
      panel={panelOf(panelType, new URLSearchParams(search))}
      time={time}
      width={window.innerWidth}
      height={window.innerHeight}
    />
  );
}

function panelOf(type: string, search: URLSearchParams): PreviewPanel {
  const queries = [parsed(search.get('query') ?? '{}')].flat();
  const options = parsed(search.get('options') ?? '{}');
  return {
    id: 1,
    type,
    title: search.get('title') ?? type,
    gridPos: { x: 0, y: 0, w: 24, h: 20 },
    targets: queries
      .filter(isObject)
      .map((query, index): PreviewQuery => ({ refId: String.fromCharCode(65 + index), ...query })),
    ...(isObject(options) && { options }),
  };
}

const parsed = (json: string): unknown => JSON.parse(json);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
