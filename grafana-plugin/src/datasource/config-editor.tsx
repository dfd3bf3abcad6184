import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import type { ReactElement } from 'react';

/** The address and the key of the bridge. */
export function ConfigEditor({ options }: DataSourcePluginOptionsEditorProps): ReactElement {
  return <p data-testid="hive-config-editor">{options.url}</p>;
}
