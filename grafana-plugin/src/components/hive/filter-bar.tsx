import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { agentLook } from '../../palette.js';
import type { FleetFilter } from './fleet.js';

interface Props {
  readonly filter: FleetFilter;
  readonly onFilter: (filter: FleetFilter) => void;
}

/** Search, and in words what is filtered by. */
export function FilterBar({ filter, onFilter }: Props): ReactElement {
  const styles = useStyles2(getStyles);
  const parts = [
    ...(filter.agent === undefined ? [] : [`agent = ${filter.agent}`]),
    ...(filter.status === undefined ? [] : [`status = ${statusText(filter.status)}`]),
  ];
  return (
    <div className={styles.bar}>
      <div className={styles.search}>
        <FilterInput
          placeholder="Search agents, tasks, summaries"
          aria-label="Search agents"
          escapeRegex={false}
          value={filter.search ?? ''}
          onChange={(search) => {
            onFilter({ ...filter, search: search || undefined });
          }}
        />
      </div>
      {parts.length > 0 && (
        <span className={styles.active} role="status" data-testid="active-filter">
          <span className={styles.words}>Filtering: {parts.join(' · ')}</span>
          <Button
            size="sm"
            variant="secondary"
            fill="text"
            icon="times"
            onClick={() => {
              onFilter({ search: filter.search });
            }}
          >
            Clear
          </Button>
        </span>
      )}
    </div>
  );
}

const statusText = (status: string): string =>
  status === 'attention' ? 'needs attention' : agentLook(status).label.toLowerCase();

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  search: css({ flex: '1 1 200px', maxWidth: 320 }),
  active: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    minWidth: 0,
    padding: theme.spacing(0.25, 0.25, 0.25, 1),
    background: theme.colors.primary.transparent,
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.primary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  words: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
});
