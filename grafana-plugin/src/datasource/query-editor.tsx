import type { QueryEditorProps } from '@grafana/data';
import type { ReactElement } from 'react';
import type { HiveDataSource } from './hive-datasource.js';

/** Chooses what to ask the bridge. */
export function QueryEditor({ query }: QueryEditorProps<HiveDataSource>): ReactElement {
  return <p data-testid="hive-query-editor">{query.refId}</p>;
}
