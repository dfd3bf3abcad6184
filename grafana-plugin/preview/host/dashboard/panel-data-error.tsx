import type { PanelDataErrorViewProps } from '@grafana/runtime';
import type { ReactElement } from 'react';

/** Shown by a panel whose data it cannot draw. */
export function PanelDataError({ message, data }: PanelDataErrorViewProps): ReactElement {
  return (
    <p data-testid="data-testid Panel data error message">
      {message ?? (data.series.length === 0 ? 'No data' : 'Data does not fit this panel')}
    </p>
  );
}
