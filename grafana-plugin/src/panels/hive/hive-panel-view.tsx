import type { DataFrame } from '@grafana/data';
import type { ReactElement } from 'react';

export function HivePanelView({ frames }: { readonly frames: readonly DataFrame[] }): ReactElement {
  return <p data-testid="hive-panel">{frames.length} frames</p>;
}
