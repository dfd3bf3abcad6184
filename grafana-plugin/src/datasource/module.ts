import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './config-editor.js';
import { HiveDataSource } from './hive-datasource.js';
import { QueryEditor } from './query-editor.js';

export const plugin = new DataSourcePlugin(HiveDataSource).setConfigEditor(ConfigEditor).setQueryEditor(QueryEditor);
