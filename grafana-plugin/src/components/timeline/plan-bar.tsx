import { css, cx, keyframes } from '@emotion/css';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Icon, Tooltip, useStyles2 } from '@grafana/ui';
import type { StepState } from '@hiveboard/sdk/contract';
import type { ShownPlan } from '../../data/shown-timeline.js';
import type { ReactElement } from 'react';
import { formatCount } from '../../format.js';
import type { Tone } from '../../palette.js';
import { toneClasses } from '../llm-call/tone-classes.js';

type Step = ShownPlan['steps'][number];

interface StepLook {
  readonly tone: Tone;
  readonly label: string;
  readonly icon: IconName;
}

const LOOKS: Readonly<Record<StepState, StepLook>> = {
  pending: { tone: 'neutral', label: 'Not started', icon: 'circle' },
  started: { tone: 'active', label: 'In progress', icon: 'play' },
  completed: { tone: 'success', label: 'Completed', icon: 'check' },
  failed: { tone: 'error', label: 'Failed', icon: 'times' },
  skipped: { tone: 'neutral', label: 'Skipped', icon: 'minus' },
};

/** How far a plan has come: one segment for each step. Nothing when the plan has no steps. */
export function PlanBar({ plan }: { readonly plan: ShownPlan | null }): ReactElement | null {
  const styles = useStyles2(getStyles);
  if (plan === null || plan.steps.length === 0) return null;
  const total = plan.steps.length;
  return (
    <section className={styles.bar} aria-label="Plan" data-testid="plan-bar">
      <div className={styles.heading}>
        <span className={styles.title}>
          Plan · {total} {total === 1 ? 'step' : 'steps'}
        </span>
        {plan.revision > 0 && (
          <span className={styles.revision} title={`The plan was changed; this is revision ${plan.revision}`}>
            <Icon name="history" size="xs" /> Revised · rev {plan.revision}
          </span>
        )}
        <span className={styles.goal} title={plan.goal}>
          {plan.goal}
        </span>
        <span className={styles.progress}>
          {plan.completed}/{total} completed
        </span>
      </div>
      <ol className={styles.steps}>
        {plan.steps.map((step) => (
          <Segment key={step.index} step={step} />
        ))}
      </ol>
    </section>
  );
}

function Segment({ step }: { readonly step: Step }): ReactElement {
  const styles = useStyles2(getStyles);
  const tones = useStyles2(toneClasses);
  const { tone, label, icon } = LOOKS[step.state];
  return (
    <li className={cx(tones[tone], styles.step)} data-state={step.state}>
      <Tooltip content={<StepNews step={step} />} placement="bottom">
        <button type="button" className={styles.button}>
          <span className={cx(styles.line, step.state === 'started' && styles.moving)} />
          <span className={styles.caption}>
            <Icon name={icon} size="xs" className={styles.icon} aria-label={label} />
            <span className={cx(styles.text, step.state === 'skipped' && styles.skipped)}>{step.description}</span>
          </span>
        </button>
      </Tooltip>
    </li>
  );
}

function StepNews({ step }: { readonly step: Step }): ReactElement {
  const styles = useStyles2(getStyles);
  const numbers = [
    LOOKS[step.state].label,
    step.turns === null ? null : `${formatCount(step.turns)} ${step.turns === 1 ? 'turn' : 'turns'}`,
    step.tokens === null ? null : `${formatCount(step.tokens)} tokens`,
  ].filter((part) => part !== null);
  return (
    <div className={styles.news}>
      <strong>
        {step.index + 1}. {step.description}
      </strong>
      <div>{numbers.join(' · ')}</div>
    </div>
  );
}

const travel = keyframes({ from: { backgroundPosition: '0 0' }, to: { backgroundPosition: '24px 0' } });

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.75), minWidth: 0 }),
  heading: css({ ...theme.typography.bodySmall, display: 'flex', alignItems: 'baseline', gap: theme.spacing(1.5) }),
  title: css({ fontWeight: theme.typography.fontWeightMedium, flexShrink: 0 }),
  goal: css({
    color: theme.colors.text.secondary,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    minWidth: 0,
    flex: 1,
  }),
  revision: css({
    flexShrink: 0,
    color: theme.colors.warning.text,
    background: theme.colors.warning.transparent,
    padding: theme.spacing(0, 0.75),
    borderRadius: theme.shape.radius.pill,
  }),
  progress: css({ flexShrink: 0, color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  steps: css({ listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5) }),
  step: css({ flex: '1 1 104px', minWidth: 0, display: 'flex' }),
  button: css({
    all: 'unset',
    boxSizing: 'border-box',
    cursor: 'default',
    width: '100%',
    minWidth: 0,
    borderRadius: theme.shape.radius.default,
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
  line: css({ display: 'block', height: 6, borderRadius: 3, background: 'var(--tone-main)' }),
  moving: css({
    backgroundImage:
      'repeating-linear-gradient(115deg, transparent 0 12px, color-mix(in srgb, var(--tone-on) 35%, transparent) 12px 24px)',
    backgroundSize: '24px 100%',
    [theme.transitions.handleMotion('no-preference')]: { animation: `${travel} 1s linear infinite` },
  }),
  caption: css({
    ...theme.typography.bodySmall,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0.25, 0.25),
    minWidth: 0,
  }),
  icon: css({ color: 'var(--tone-text)', flexShrink: 0 }),
  text: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  skipped: css({ textDecoration: 'line-through', color: theme.colors.text.secondary }),
  news: css({ maxWidth: 320, overflowWrap: 'anywhere', maxHeight: 240, overflow: 'hidden' }),
});
