import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { CoreApp, PageLayoutType } from '@grafana/data';
import { InlineField, InlineSwitch, LinkButton, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { use, useRef, useState } from 'react';
import { previewDashboard, type PreviewPanel, type PreviewQuery } from '../../dashboard.js';
import { previewPaths } from '../../preview-data.js';
import { PreviewPage } from '../chrome/preview-page.js';
import { PluginBoundary } from '../pages/plugin-boundary.js';
import { keptLoad } from '../pages/use-loaded.js';
import { dataSourceSrv } from '../services/data-sources.js';
import { useElementWidth } from './element-width.js';
import { FramesView } from './frames-view.js';
import { PanelView } from './panel-view.js';
import { TimeControls } from './time-controls.js';
import { useTimeState } from './time-state.js';

const panelHeight = 400;

/** One panel above the editor of its query: `/d/preview?editPanel=<panel id>`. Changes last until the page is left. */
export function PanelEditor({ panel }: { readonly panel: PreviewPanel }): ReactElement {
  const time = useTimeState();
  const [ref, width] = useElementWidth();
  const [targets, setTargets] = useState(panel.targets);
  const [isTable, setTable] = useState(false);
  const styles = useStyles2(stylesOf);
  const edited = { ...panel, targets };
  const View = isTable ? FramesView : PanelView;
  return (
    <PreviewPage
      layout={PageLayoutType.Canvas}
      pageNav={{ text: 'Edit panel', parentItem: { text: previewDashboard.title, url: previewPaths.dashboard } }}
    >
      <div className={styles.controls}>
        <InlineField label="Table view" transparent>
          <InlineSwitch
            id="table-view"
            value={isTable}
            transparent
            onChange={({ currentTarget }) => {
              setTable(currentTarget.checked);
            }}
          />
        </InlineField>
        <TimeControls time={time} />
        <LinkButton variant="secondary" icon="arrow-left" href={previewPaths.dashboard}>
          Back to dashboard
        </LinkButton>
      </div>
      <div ref={ref} style={{ minHeight: panelHeight }}>
        {width > 0 && <View panel={edited} time={time} width={width} height={panelHeight} />}
      </div>
      <section className={styles.query} aria-label="Query">
        <PluginBoundary>
          <QueryRow initial={panel.targets[0]} onRun={setTargets} />
        </PluginBoundary>
      </section>
    </PreviewPage>
  );
}

interface QueryRowProps {
  readonly initial: PreviewQuery | undefined;
  readonly onRun: (targets: readonly PreviewQuery[]) => void;
}

/** The data source's own editor. A change counts when the editor asks to run it, as in Grafana. */
function QueryRow({ initial = { refId: 'A' }, onRun }: QueryRowProps): ReactElement {
  const source = use(keptLoad('default data source', () => dataSourceSrv.get()));
  const [query, setQuery] = useState(initial);
  // The editor changes and runs in one go, before the next render.
  const newest = useRef(initial);
  const { QueryEditor } = source.components ?? {};
  if (QueryEditor === undefined) throw new Error(`${source.name} has no query editor`);
  return (
    <QueryEditor
      app={CoreApp.PanelEditor}
      datasource={source}
      query={query}
      onChange={(changed) => {
        newest.current = { ...changed };
        setQuery(newest.current);
      }}
      onRunQuery={() => {
        onRun([newest.current]);
      }}
    />
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  controls: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'flex-end',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  }),
  query: css({
    marginTop: theme.spacing(1),
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
});
