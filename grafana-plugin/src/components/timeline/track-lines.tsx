import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo, type ReactElement } from 'react';
import { formatDuration } from '../../format.js';
import type { Tone } from '../../palette.js';
import { toneClasses } from '../llm-call/tone-classes.js';
import type { Connector, TrackLayout } from './lanes.js';
import { labelPoint, pathOf, type Lane } from './track-geometry.js';

interface TrackLinesProps {
  readonly layout: TrackLayout;
  readonly lanes: readonly Lane[];
}

/** The lines between nodes, each with the time that it stands for. */
export const TrackLines = memo(function TrackLines({ layout, lanes }: TrackLinesProps): ReactElement {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  return (
    <>
      <svg className={styles.svg} width={layout.width} height={lanes.at(-1)?.bottom ?? 0} aria-hidden>
        {layout.connectors.map((connector) => (
          <path
            key={keyOf(connector)}
            d={pathOf(connector, lanes)}
            className={cx(tones[toneOf(connector)], styles.path, connector.kind === 'bypass' && styles.bypass)}
            data-connector={connector.kind}
          />
        ))}
      </svg>
      {layout.connectors.map((connector) => (
        <Duration key={keyOf(connector)} connector={connector} lanes={lanes} />
      ))}
    </>
  );
});

const keyOf = ({ from, to }: Connector): string => `${from.node.id} ${to.node.id}`;

function toneOf({ kind, to }: Connector): Tone {
  if (kind === 'fork') return 'warning';
  return to.node.subject.type === 'llm_call' ? 'llm' : 'neutral';
}

interface DurationProps {
  readonly connector: Connector;
  readonly lanes: readonly Lane[];
}

function Duration({ connector, lanes }: DurationProps): ReactElement | null {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  const { durationMs } = connector;
  if (durationMs === null || durationMs < 1) return null;
  const { x, y } = labelPoint(connector, lanes);
  return (
    <span className={cx(tones[toneOf(connector)], styles.duration)} style={{ left: x, top: y }} aria-hidden>
      {formatDuration(durationMs)}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  svg: css({ position: 'absolute', inset: 0, pointerEvents: 'none' }),
  path: css({ fill: 'none', stroke: 'var(--tone-main)', strokeWidth: 2, opacity: 0.75 }),
  bypass: css({ strokeDasharray: '3 5', opacity: 0.4 }),
  duration: css({
    position: 'absolute',
    transform: 'translate(-50%, calc(-100% - 3px))',
    fontSize: 11,
    lineHeight: '13px',
    color: 'var(--tone-text)',
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
    zIndex: 1,
    fontWeight: theme.typography.fontWeightMedium,
  }),
});
