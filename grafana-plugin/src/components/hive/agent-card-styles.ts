import { css, keyframes } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { toneColors, type Tone } from '../../palette.js';

const glow = keyframes({ '50%': { boxShadow: 'none' } });

/** The looks of an agent's card. */
export const getCardStyles = (theme: GrafanaTheme2) => {
  const llm = toneColors(theme, 'llm');
  const clipped = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  const edge = (tone: Tone): string => css({ '&::before': { background: toneColors(theme, tone).main } });
  const urgent = (strength: number) => ({
    '&::before': { background: theme.colors.error.main },
    boxShadow: `0 0 0 ${strength}px ${theme.colors.error.border}`,
  });
  const badge = {
    display: 'inline-flex',
    alignItems: 'center',
    height: theme.spacing(2.25),
    padding: theme.spacing(0, 0.75),
    borderRadius: theme.shape.radius.default,
    border: '1px solid transparent',
    fontWeight: theme.typography.fontWeightMedium,
    whiteSpace: 'pre',
  } as const;
  return {
    card: css({
      position: 'relative',
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(0.5),
      minWidth: 0,
      height: '100%',
      padding: theme.spacing(1.25, 1.5, 1, 1.75),
      overflow: 'hidden',
      background: theme.colors.background.primary,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.lg,
      fontSize: theme.typography.bodySmall.fontSize,
      fontVariantNumeric: 'tabular-nums',
      contentVisibility: 'auto',
      containIntrinsicSize: 'auto 128px',
      '&::before': { content: '""', position: 'absolute', inset: '0 auto 0 0', width: 3 },
      '&:hover': {
        background: theme.colors.emphasize(theme.colors.background.primary, 0.02),
        borderColor: theme.colors.border.medium,
      },
      '&:focus-within': { borderColor: theme.colors.border.strong },
    }),
    critical: css({
      ...urgent(1),
      '@media (prefers-reduced-motion: no-preference)': { animation: `${glow} 2s ease-in-out infinite` },
    }),
    error: css(urgent(1)),
    warning: edge('warning'),
    active: edge('active'),
    success: edge('success'),
    neutral: css({ '&::before': { background: 'transparent' } }),
    llm: edge('llm'),
    deepQueue: css({ borderColor: theme.colors.warning.main, '&:hover': { borderColor: theme.colors.warning.main } }),
    selected: css({ outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -1 }),
    header: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: theme.spacing(1) }),
    // The name's target is the whole card; links inside lie above it.
    name: css({
      ...clipped,
      minWidth: 0,
      padding: 0,
      border: 'none',
      background: 'none',
      color: theme.colors.text.primary,
      fontSize: theme.typography.body.fontSize,
      fontWeight: theme.typography.fontWeightMedium,
      textAlign: 'left',
      '&::after': { content: '""', position: 'absolute', inset: 0, borderRadius: theme.shape.radius.lg },
      '&:focus-visible': { outline: 'none', boxShadow: 'none' },
      '&:focus-visible::after': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
    }),
    line: css({
      display: 'flex',
      alignItems: 'center',
      minHeight: theme.spacing(2.25),
      justifyContent: 'space-between',
      gap: theme.spacing(1),
      color: theme.colors.text.secondary,
    }),
    clipped: css({ ...clipped, minWidth: 0 }),
    work: css({
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(0.25),
      minWidth: 0,
      paddingBottom: theme.spacing(0.25),
    }),
    task: css({
      ...clipped,
      position: 'relative',
      zIndex: 1,
      alignSelf: 'flex-start',
      maxWidth: '100%',
      color: theme.colors.text.link,
      fontFamily: theme.typography.fontFamilyMonospace,
      '&:hover': { textDecoration: 'underline' },
    }),
    waitingLine: css({ ...clipped, color: theme.colors.warning.text }),
    reason: css({ color: theme.colors.text.secondary }),
    summary: css({ ...clipped, color: theme.colors.text.secondary, fontStyle: 'italic' }),
    contradiction: css({ color: theme.colors.warning.text }),
    footer: css({
      display: 'flex',
      alignItems: 'center',
      justifyContent: 'space-between',
      gap: theme.spacing(1),
      minHeight: theme.spacing(2.25),
      marginTop: 'auto',
    }),
    badges: css({ display: 'flex', gap: theme.spacing(0.5), minWidth: 0 }),
    queue: css({ ...badge, color: theme.colors.info.text, background: theme.colors.info.transparent }),
    queueDeep: css({ color: theme.colors.warning.text, background: theme.colors.warning.transparent }),
    oldest: css({ fontWeight: theme.typography.fontWeightRegular, opacity: 0.85 }),
    issues: css({ ...badge, color: theme.colors.error.text, background: theme.colors.error.transparent }),
    issuesLoud: css({ color: theme.colors.error.contrastText, background: theme.colors.error.main }),
    numbers: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), flex: 'none' }),
    cost: css({ marginLeft: 'auto', color: llm.text, whiteSpace: 'nowrap' }),
  };
};
