import type { DataSourceApi, DataSourceInstanceSettings, DataSourceRef } from '@grafana/data';
import type { DataSourceSrv } from '@grafana/runtime';
import { datasource } from '../../preview-data.js';
import { loadDataSource } from '../plugin-loader.js';
import { manifestOf, pluginMeta } from '../plugin-meta.js';

/** The settings of the preview's one data source instance. */
export function hiveSettings(): DataSourceInstanceSettings {
  const meta = pluginMeta(manifestOf(datasource.type));
  return {
    id: 1,
    ...datasource,
    meta: { ...meta, metrics: true },
    access: 'proxy',
    readOnly: true,
    isDefault: true,
    jsonData: {},
  };
}

let instance: Promise<DataSourceApi> | undefined;

async function createInstance(): Promise<DataSourceApi> {
  const settings = hiveSettings();
  const plugin = await loadDataSource(settings.type);
  const created = new plugin.DataSourceClass(settings);
  created.components = plugin.components;
  return created;
}

type Reference = DataSourceRef | string | null | undefined;

/** No reference means the default data source. */
function isHive(ref: Reference): boolean {
  if (ref === undefined || ref === null) return true;
  if (typeof ref === 'string') return ref === datasource.uid || ref === datasource.name || ref === 'default';
  return ref.uid === undefined ? ref.type === datasource.type : ref.uid === datasource.uid;
}

/** Grafana's register of data sources, holding one. */
export const dataSourceSrv: DataSourceSrv = {
  get: (ref) => {
    if (!isHive(ref)) return Promise.reject(new Error(`Data source ${JSON.stringify(ref)} was not found`));
    instance ??= createInstance();
    return instance;
  },
  getInstanceSettings: (ref) => (isHive(ref) ? hiveSettings() : undefined),
  getList: ({ pluginId, type, filter } = {}) =>
    [hiveSettings()].filter(
      (settings) =>
        (pluginId === undefined || pluginId === settings.type) &&
        (type === undefined || [type].flat().includes(settings.type)) &&
        (filter?.(settings) ?? true),
    ),
  reload: () => Promise.resolve(),
  registerRuntimeDataSource: () => undefined,
};
