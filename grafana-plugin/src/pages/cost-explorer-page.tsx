import type { ReactElement } from 'react';
import { PluginPage } from '@grafana/runtime';

/** What models and agents cost. */
export function CostExplorerPage(): ReactElement {
  return (
    <PluginPage>
      <p data-testid="cost-explorer-page">Cost</p>
    </PluginPage>
  );
}
