import type { ReactElement } from 'react';
import { PluginPage } from '@grafana/runtime';

/** The fleet: one card for every agent. */
export function HivePage(): ReactElement {
  return (
    <PluginPage>
      <p data-testid="hive-page">Fleet</p>
    </PluginPage>
  );
}
