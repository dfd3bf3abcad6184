import { css, cx } from '@emotion/css';
import { dateTimeForTimeZone, dateTimeFormat, getTimeZone, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useMemo, useState, type KeyboardEvent, type PointerEvent, type ReactElement } from 'react';
import type { SpendByGroup } from '../../data/spend-by-group.js';
import { formatCost } from '../../format.js';
import { tickFormat, timeTicks, valueTicks } from './axis.js';
import { ChartTip } from './chart-tip.js';
import { stackOf, type Stack } from './stack.js';

interface CostChartProps {
  readonly answer: SpendByGroup;
  readonly estimates: boolean;
  readonly colors: ReadonlyMap<string, string>;
}

/** Cost over time, one bar for each stretch, one colour for each model. Arrow keys walk from bar to bar. */
export function CostChart({ answer, estimates, colors }: CostChartProps): ReactElement {
  const styles = useStyles2(getStyles);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<number>();
  const stack = useMemo(() => stackOf(answer, { estimates, hidden }), [answer, estimates, hidden]);
  const ticks = valueTicks(stack.max);
  const top = ticks.at(-1) ?? 1;
  const bar = active === undefined ? undefined : stack.bars[active];
  return (
    <figure className={styles.figure} aria-label="Cost over time" data-testid="cost-chart">
      <div className={styles.body}>
        <div className={styles.scale} aria-hidden>
          {ticks.map((tick) => (
            <span key={tick} className={styles.tick} style={{ bottom: `${(tick / top) * 100}%` }}>
              {formatCost(tick)}
            </span>
          ))}
        </div>
        <div
          role="group"
          aria-label="Bars of cost over time. Arrow keys move between them."
          className={styles.plot}
          tabIndex={0}
          onPointerMove={(event) => {
            setActive(nearest(stack, shareOfPointer(event)));
          }}
          onPointerLeave={() => {
            setActive(undefined);
          }}
          onBlur={() => {
            setActive(undefined);
          }}
          onKeyDown={(event) => {
            setActive(walked(event, active, stack.bars.length));
          }}
          data-testid="cost-chart-plot"
        >
          {ticks.map((tick) => (
            <span key={tick} className={styles.grid} style={{ bottom: `${(tick / top) * 100}%` }} />
          ))}
          <Bars stack={stack} top={top} colors={colors} active={active} />
          {bar !== undefined && <ChartTip bar={bar} left={middle(stack, bar.at, bar.until)} colors={colors} />}
        </div>
      </div>
      <TimeAxis stack={stack} />
      <ul className={styles.legend} aria-label="Models">
        {stack.series.map((name) => (
          <li key={name}>
            <button
              type="button"
              className={cx(styles.entry, hidden.has(name) && styles.off)}
              aria-pressed={!hidden.has(name)}
              title={name}
              onClick={() => {
                setHidden(toggled(hidden, name));
              }}
            >
              <span className={styles.swatch} style={{ background: colors.get(name) }} />
              <span className={styles.name}>{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </figure>
  );
}

interface BarsProps {
  readonly stack: Stack;
  /** US dollars at the top of the plot. */
  readonly top: number;
  readonly colors: ReadonlyMap<string, string>;
  readonly active: number | undefined;
}

function Bars({ stack, top, colors, active }: BarsProps): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    // Shares of the plot, so that it fits any width without being measured.
    <svg className={styles.bars} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
      {stack.bars.map((bar, index) => {
        const left = shareOf(stack, bar.at);
        const width = Math.max(0.001, shareOf(stack, bar.until) - left);
        return (
          <g key={bar.at} opacity={active === undefined || active === index ? 1 : 0.45} data-bar={bar.at}>
            {bar.parts.map(({ series, value, base }) => (
              <rect
                key={series}
                x={left + width * 0.08}
                width={width * 0.84}
                y={1 - (base + value) / top}
                height={value / top}
                fill={colors.get(series)}
              />
            ))}
          </g>
        );
      })}
    </svg>
  );
}

function TimeAxis({ stack }: { readonly stack: Stack }): ReactElement {
  const styles = useStyles2(getStyles);
  const offset = dateTimeForTimeZone(getTimeZone(), stack.until).utcOffset() * 60_000;
  const format = tickFormat(stack.until - stack.from);
  return (
    <div className={styles.axis} aria-hidden>
      {timeTicks(stack.from, stack.until, { count: 8, offset }).map((at, index) => (
        <span
          key={at}
          className={cx(styles.moment, index % 2 === 1 && styles.spare)}
          style={{ left: `${shareOf(stack, at) * 100}%` }}
        >
          {dateTimeFormat(at, { format })}
        </span>
      ))}
    </div>
  );
}

const shareOf = ({ from, until }: Stack, at: number): number => Math.max(0, Math.min(1, (at - from) / (until - from)));

const middle = (stack: Stack, at: number, until: number): number => (shareOf(stack, at) + shareOf(stack, until)) / 2;

function shareOfPointer({ clientX, currentTarget }: PointerEvent<HTMLElement>): number {
  const { left, width } = currentTarget.getBoundingClientRect();
  return width === 0 ? 0 : (clientX - left) / width;
}

/** The bar under a point of the plot, or undefined beside all bars. */
function nearest(stack: Stack, share: number): number | undefined {
  const index = stack.bars.findIndex(({ at, until }) => shareOf(stack, at) <= share && share < shareOf(stack, until));
  return index === -1 ? undefined : index;
}

function walked(event: KeyboardEvent, active: number | undefined, count: number): number | undefined {
  if (event.key === 'Escape' || count === 0) return undefined;
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return active;
  event.preventDefault();
  if (active === undefined) return step === 1 ? 0 : count - 1;
  return Math.max(0, Math.min(count - 1, active + step));
}

function toggled(hidden: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const after = new Set(hidden);
  if (!after.delete(name)) after.add(name);
  return after;
}

const SCALE_WIDTH = 64;

const getStyles = (theme: GrafanaTheme2) => ({
  figure: css({ margin: 0, minWidth: 0 }),
  body: css({ display: 'grid', gridTemplateColumns: `${SCALE_WIDTH}px minmax(0, 1fr)`, height: 200, paddingTop: 8 }),
  scale: css({ position: 'relative' }),
  tick: css({
    position: 'absolute',
    right: theme.spacing(1),
    transform: 'translateY(50%)',
    fontSize: 11,
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  }),
  plot: css({
    position: 'relative',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
  grid: css({ position: 'absolute', left: 0, right: 0, borderTop: `1px solid ${theme.colors.border.weak}` }),
  bars: css({ position: 'absolute', inset: 0, width: '100%', height: '100%' }),
  axis: css({ position: 'relative', height: 20, marginLeft: SCALE_WIDTH }),
  moment: css({
    position: 'absolute',
    top: 4,
    transform: 'translateX(-50%)',
    fontSize: 11,
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  }),
  spare: css({ '@container costs (max-width: 560px)': { display: 'none' } }),
  legend: css({
    listStyle: 'none',
    margin: theme.spacing(0.5, 0, 0),
    padding: 0,
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0, 1),
    '& > li': { minWidth: 0, maxWidth: '100%' },
  }),
  entry: css({
    all: 'unset',
    boxSizing: 'border-box',
    maxWidth: 260,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    padding: theme.spacing(0.25, 0.5),
    fontSize: 12,
    cursor: 'pointer',
    borderRadius: theme.shape.radius.default,
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
  }),
  off: css({ color: theme.colors.text.disabled, '& > span:first-of-type': { opacity: 0.25 } }),
  swatch: css({ width: 12, height: 4, borderRadius: 2, flexShrink: 0 }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
});
