import { css } from '@emotion/css';
import type { DataFrame, Field, GrafanaTheme2 } from '@grafana/data';
import { formattedValueToString, getFieldDisplayName, getFrameDisplayName, LoadingState } from '@grafana/data';
import { Combobox, PanelChrome, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { PluginBoundary } from '../pages/plugin-boundary.js';
import { useLoaded } from '../pages/use-loaded.js';
import { loadPanel } from '../plugin-loader.js';
import { usePanelData } from './panel-data.js';
import type { PanelViewProps } from './panel-view.js';

/** The frames that a panel got, one at a time, as a table. */
export function FramesView(props: PanelViewProps): ReactElement {
  return (
    <PluginBoundary>
      <Frames {...props} />
    </PluginBoundary>
  );
}

function Frames({ panel, time, width, height }: PanelViewProps): ReactElement {
  const plugin = useLoaded(panel.type, loadPanel);
  const { series, state, error } = usePanelData(plugin, panel, time);
  const [chosen, setChosen] = useState(0);
  const index = chosen < series.length ? chosen : 0;
  const frame = series[index];
  return (
    <PanelChrome
      title="Table view"
      width={width}
      height={height}
      loadingState={state}
      statusMessage={state === LoadingState.Error ? (error?.message ?? 'The query failed') : undefined}
      actions={
        <Combobox
          aria-label="Frame"
          width={30}
          options={series.map((one, at) => ({ value: at, label: getFrameDisplayName(one, at) }))}
          value={frame === undefined ? null : index}
          onChange={({ value }) => {
            setChosen(value);
          }}
        />
      }
    >
      {(innerWidth, innerHeight) => (
        <div style={{ width: innerWidth, height: innerHeight, overflow: 'auto' }}>
          {frame === undefined ? <p>No data</p> : <FrameTable frame={frame} />}
        </div>
      )}
    </PanelChrome>
  );
}

/** More rows say nothing new about a query. */
const mostRows = 200;

function FrameTable({ frame }: { readonly frame: DataFrame }): ReactElement {
  const styles = useStyles2(stylesOf);
  const rows = Array.from({ length: Math.min(frame.length, mostRows) }, (_, row) => row);
  return (
    <table className={styles.table} aria-label="Frame">
      <thead>
        <tr>
          {frame.fields.map((field) => (
            <th key={field.name} className={styles.head}>
              {getFieldDisplayName(field, frame)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            {frame.fields.map((field) => (
              <td key={field.name} className={styles.cell}>
                {textOf(field, row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function textOf({ values, display }: Field, row: number): string {
  const value: unknown = values[row];
  if (value === null || value === undefined) return '';
  if (display === undefined || typeof value === 'object') return JSON.stringify(value);
  return formattedValueToString(display(value));
}

const stylesOf = (theme: GrafanaTheme2) => ({
  table: css({ minWidth: '100%', fontSize: theme.typography.bodySmall.fontSize, whiteSpace: 'nowrap' }),
  head: css({
    position: 'sticky',
    top: 0,
    padding: theme.spacing(0.75, 1),
    textAlign: 'left',
    color: theme.colors.primary.text,
    background: theme.colors.background.primary,
  }),
  cell: css({
    maxWidth: 320,
    padding: theme.spacing(0.75, 1),
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
});
