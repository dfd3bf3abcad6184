import { PageLayoutType } from '@grafana/data';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { LinkButton, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useLocation } from 'react-router';
import { previewDashboard } from '../../dashboard.js';
import type { PreviewPanel } from '../../dashboard.js';
import { previewPaths } from '../../preview-data.js';
import { PreviewPage } from '../chrome/preview-page.js';
import { useElementWidth } from './element-width.js';
import { PanelEditor } from './panel-editor.js';
import { PanelView } from './panel-view.js';
import { TimeControls } from './time-controls.js';
import type { TimeState } from './time-state.js';
import { useTimeState } from './time-state.js';

const columns = 24;
const rowHeight = 38;
const gap = 8;

/** A dashboard that holds every nested panel, or one of them with its query: `?editPanel=<panel id>`. */
export function DashboardPage(): ReactElement {
  const asked = Number(new URLSearchParams(useLocation().search).get('editPanel'));
  const edited = previewDashboard.panels.find(({ id }) => id === asked);
  return edited === undefined ? <Dashboard /> : <PanelEditor key={edited.id} panel={edited} />;
}

function Dashboard(): ReactElement {
  const time = useTimeState();
  const [ref, width] = useElementWidth();
  const styles = useStyles2(stylesOf);
  return (
    <PreviewPage layout={PageLayoutType.Canvas} pageNav={{ text: previewDashboard.title }}>
      <div className={styles.controls}>
        <TimeControls time={time} />
      </div>
      <div ref={ref} className={styles.grid} data-testid="preview-dashboard">
        {width > 0 &&
          previewDashboard.panels.map((panel) => <Placed key={panel.id} panel={panel} time={time} gridWidth={width} />)}
      </div>
    </PreviewPage>
  );
}

interface PlacedProps {
  readonly panel: PreviewPanel;
  readonly time: TimeState;
  readonly gridWidth: number;
}

function Placed({ panel, time, gridWidth }: PlacedProps): ReactElement {
  const { x, y, w, h } = panel.gridPos;
  const column = (gridWidth + gap) / columns;
  const isNarrow = gridWidth < 700;
  return (
    <div
      style={{
        gridColumn: isNarrow ? '1 / -1' : `${x + 1} / span ${w}`,
        gridRow: isNarrow ? 'auto' : `${y + 1} / span ${h}`,
      }}
    >
      <PanelView
        panel={panel}
        time={time}
        width={isNarrow ? gridWidth : Math.floor(column * w - gap)}
        height={h * rowHeight - gap}
        actions={
          <LinkButton
            size="sm"
            fill="text"
            variant="secondary"
            icon="pen"
            aria-label={`Edit ${panel.title}`}
            href={`${previewPaths.dashboard}?editPanel=${panel.id}`}
          />
        }
      />
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  controls: css({ display: 'flex', justifyContent: 'flex-end', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
  grid: css({
    display: 'grid',
    gridTemplateColumns: `repeat(${columns}, 1fr)`,
    gridAutoRows: `minmax(${rowHeight - gap}px, auto)`,
    gap,
  }),
});
