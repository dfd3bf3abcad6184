import type { EventBus } from '@grafana/data';
import { CoreApp, dateTime, EventBusSrv, LoadingState, PluginContextProvider } from '@grafana/data';
import { PanelChrome, PanelContextProvider } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useMemo, useState } from 'react';
import type { PreviewPanel } from '../../dashboard.js';
import { PluginBoundary } from '../pages/plugin-boundary.js';
import { useLoaded } from '../pages/use-loaded.js';
import { loadPanel } from '../plugin-loader.js';
import { replaceVariables } from '../services/templates.js';
import { usePanelData } from './panel-data.js';
import type { TimeState } from './time-state.js';

export interface PanelViewProps {
  readonly panel: PreviewPanel;
  readonly time: TimeState;
  readonly width: number;
  readonly height: number;
  /** Stands at the right of the title. */
  readonly actions?: ReactElement | undefined;
}

/** A panel plugin in its frame. */
export function PanelView(props: PanelViewProps): ReactElement {
  return (
    <PluginBoundary>
      <LoadedPanel {...props} />
    </PluginBoundary>
  );
}

function LoadedPanel({ panel, time, width, height, actions }: PanelViewProps): ReactElement {
  const plugin = useLoaded(panel.type, loadPanel);
  const data = usePanelData(plugin, panel, time);
  const [options, setOptions] = useState<object>(() => ({ ...plugin.defaults, ...panel.options }));
  const eventBus = useMemo<EventBus>(() => new EventBusSrv(), []);
  const { panel: Panel } = plugin;
  if (Panel === null) throw new Error(`${panel.type} has no panel component`);
  return (
    <PanelContextProvider value={{ eventBus, eventsScope: `panel-${panel.id}`, app: CoreApp.Dashboard }}>
      <PluginContextProvider meta={plugin.meta}>
        <PanelChrome
          title={panel.title}
          actions={actions}
          width={width}
          height={height}
          padding={plugin.noPadding === true ? 'none' : 'md'}
          loadingState={data.state}
          statusMessage={data.state === LoadingState.Error ? (data.error?.message ?? 'The query failed') : undefined}
        >
          {(innerWidth, innerHeight) => (
            <PluginBoundary>
              <Panel
                id={panel.id}
                title={panel.title}
                data={data}
                timeRange={time.range}
                timeZone="browser"
                options={options}
                fieldConfig={plugin.fieldConfigDefaults}
                transparent={false}
                width={innerWidth}
                height={innerHeight}
                renderCounter={time.tick}
                eventBus={eventBus}
                onOptionsChange={setOptions}
                onFieldConfigChange={() => undefined}
                replaceVariables={replaceVariables}
                onChangeTimeRange={({ from, to }) => {
                  time.setRange({ from: dateTime(from), to: dateTime(to) });
                }}
              />
            </PluginBoundary>
          )}
        </PanelChrome>
      </PluginContextProvider>
    </PanelContextProvider>
  );
}
