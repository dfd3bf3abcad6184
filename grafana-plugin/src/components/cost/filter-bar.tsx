import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';

/** What the Cost Explorer is narrowed to. */
export interface CostFilters {
  readonly model?: string | undefined;
  readonly agentId?: string | undefined;
}

interface FilterBarProps {
  readonly filters: CostFilters;
  readonly onFilter: (filters: CostFilters) => void;
}

/** The filters in force, each with a way out. Nothing when there are none. */
export function FilterBar({ filters, onFilter }: FilterBarProps): ReactElement | null {
  const styles = useStyles2(getStyles);
  const { model, agentId } = filters;
  if (model === undefined && agentId === undefined) return null;
  return (
    <div className={styles.bar} role="group" aria-label="Filters" data-testid="cost-filters">
      <span className={styles.word}>Filtering</span>
      {model !== undefined && (
        <Chip
          name="model"
          value={model}
          onRemove={() => {
            onFilter({ ...filters, model: undefined });
          }}
        />
      )}
      {agentId !== undefined && (
        <Chip
          name="agent"
          value={agentId}
          onRemove={() => {
            onFilter({ ...filters, agentId: undefined });
          }}
        />
      )}
    </div>
  );
}

interface ChipProps {
  readonly name: string;
  readonly value: string;
  readonly onRemove: () => void;
}

function Chip({ name, value, onRemove }: ChipProps): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <Button
      className={styles.chip}
      size="sm"
      variant="secondary"
      icon="times"
      onClick={onRemove}
      tooltip={`${name} = ${value}`}
      aria-label={`Clear ${name} = ${value}`}
    >
      {name} = {value}
    </Button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1), minWidth: 0 }),
  word: css({ color: theme.colors.text.secondary }),
  chip: css({ maxWidth: 320, '& > span': { overflow: 'hidden', textOverflow: 'ellipsis', display: 'block' } }),
});
