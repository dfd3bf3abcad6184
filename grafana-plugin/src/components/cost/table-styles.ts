import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** The tables of the Cost Explorer. A cell of class `spare` hides where there is little room. */
export const tableStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    tableLayout: 'auto',
    borderCollapse: 'collapse',
    // Many numbers side by side: the small size lets names be read whole.
    ...theme.typography.bodySmall,
    fontVariantNumeric: 'tabular-nums',
    '& th, & td': { padding: theme.spacing(0.5, 1), textAlign: 'right', whiteSpace: 'nowrap', verticalAlign: 'middle' },
    '& th:first-of-type, & td:first-of-type': { paddingLeft: theme.spacing(0.5) },
    '& thead th': {
      ...theme.typography.bodySmall,
      color: theme.colors.text.secondary,
      fontWeight: theme.typography.fontWeightMedium,
      borderBottom: `1px solid ${theme.colors.border.medium}`,
    },
    '& tbody tr': { borderBottom: `1px solid ${theme.colors.border.weak}` },
    '& tbody tr:last-child': { borderBottom: 'none' },
  }),
  words: css({ '&&': { textAlign: 'left' } }),
  /** Takes the room that is left and cuts what is too long. */
  wide: css({ '&&': { textAlign: 'left', width: '40%', minWidth: 136, maxWidth: 0 } }),
  row: css({ cursor: 'pointer', '&:hover': { background: theme.colors.action.hover } }),
  chosen: css({ background: theme.colors.action.selected }),
  spare: css({ '@container costs (max-width: 640px)': { display: 'none' } }),
  name: css({
    all: 'unset',
    boxSizing: 'border-box',
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    maxWidth: '100%',
    cursor: 'pointer',
    '& > span:last-child': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
  clipped: css({ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  swatch: css({ width: 10, height: 10, borderRadius: 2, flexShrink: 0 }),
  aside: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, marginLeft: theme.spacing(0.75) }),
  unpriced: css({ ...theme.typography.bodySmall, color: theme.colors.warning.text, marginLeft: theme.spacing(0.75) }),
  rail: css({
    display: 'inline-block',
    width: '100%',
    minWidth: 24,
    height: 8,
    borderRadius: 4,
    background: theme.colors.action.hover,
    overflow: 'hidden',
  }),
  share: css({
    display: 'block',
    height: '100%',
    borderRadius: 4,
    background: theme.visualization.getColorByName('purple'),
  }),
  railCell: css({ '&&': { width: '12%' } }),
  link: css({ color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
});
