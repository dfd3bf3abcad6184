import { LoadingState, type PanelData } from '@grafana/data';
import { EmptyState, LoadingPlaceholder } from '@grafana/ui';
import type { ReactElement } from 'react';
import type { Reading } from '../data/table.js';
import { MissingColumns } from './missing-columns.js';

interface Props<View> {
  readonly data: PanelData;
  readonly reading: Reading<View>;
  readonly subject: string;
  readonly children: (view: View) => ReactElement;
}

/** Shows what was read from a panel's data, or why there is nothing to show. */
export function WithReading<View>({ data, reading, subject, children }: Props<View>): ReactElement {
  if (reading.ok) return children(reading.view);
  const [failed] = data.errors ?? [];
  if (failed !== undefined) {
    return <EmptyState hideImage variant="not-found" role="alert" message={failed.message ?? 'The query failed'} />;
  }
  if (data.series.length > 0) return <MissingColumns missing={reading.missing} subject={subject} />;
  if (data.state === LoadingState.Loading || data.state === LoadingState.NotStarted)
    return <LoadingPlaceholder text="Loading…" />;
  return <EmptyState hideImage variant="not-found" message="No data" />;
}
