import { EmptyState } from '@grafana/ui';
import type { ReactElement } from 'react';

interface Props {
  readonly missing: readonly string[];
  /** What the panel shows, such as `agents`. */
  readonly subject: string;
}

/** Tells which columns a query must answer before a panel can show anything. */
export function MissingColumns({ missing, subject }: Props): ReactElement {
  const names = missing.map((column) => `“${column}”`).join(', ');
  return (
    <div data-testid="missing-columns">
      <EmptyState
        hideImage
        variant="not-found"
        message={`The data has no ${missing.length === 1 ? 'column' : 'columns'} ${names}`}
      >
        To show {subject}, use a query of the HiveBoard data source, or one of any data source that answers these
        columns.
      </EmptyState>
    </div>
  );
}
