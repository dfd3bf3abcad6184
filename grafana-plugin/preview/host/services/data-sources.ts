import type { DataSourceApi, DataSourceInstanceSettings, DataSourceRef } from '@grafana/data';
import type { DataSourceSrv } from '@grafana/runtime';
import { proxyPath, type PreviewDataSource } from '../../preview-data.js';
import { loadDataSource } from '../plugin-loader.js';
import { manifestOf, pluginMeta } from '../plugin-meta.js';

/** The settings of every data source as plugins see them: the address is the one of Grafana's proxy. */
export const instanceSettings = (): readonly DataSourceInstanceSettings[] => window.hivePreview.dataSources.map(seen);

const seen = ({ uid, type, ...source }: PreviewDataSource): DataSourceInstanceSettings => ({
  id: source.id,
  uid,
  type,
  name: source.name,
  url: proxyPath(uid),
  meta: { ...pluginMeta(manifestOf(type)), metrics: true },
  access: 'proxy',
  readOnly: source.readOnly,
  isDefault: source.isDefault,
  jsonData: {},
});

const instances = new Map<string, Promise<DataSourceApi>>();

async function createInstance(settings: DataSourceInstanceSettings): Promise<DataSourceApi> {
  const plugin = await loadDataSource(settings.type);
  const created = new plugin.DataSourceClass(settings);
  created.components = plugin.components;
  return created;
}

type Reference = DataSourceRef | string | null | undefined;

/** No reference means the default data source. */
function isMeant(ref: Reference, { uid, name, type, isDefault }: DataSourceInstanceSettings): boolean {
  if (ref === undefined || ref === null || ref === 'default') return isDefault === true;
  if (typeof ref === 'string') return ref === uid || ref === name;
  return ref.uid === undefined ? ref.type === type : ref.uid === uid;
}

const settingsOf = (ref: Reference): DataSourceInstanceSettings | undefined =>
  instanceSettings().find((settings) => isMeant(ref, settings));

const missing = (ref: Reference): string =>
  ref === undefined || ref === null
    ? 'There is no data source yet'
    : `Data source ${JSON.stringify(ref)} was not found`;

/** Grafana's register of data sources. */
export const dataSourceSrv: DataSourceSrv = {
  get: (ref) => {
    const settings = settingsOf(ref);
    if (settings === undefined) return Promise.reject(new Error(missing(ref)));
    const known = instances.get(settings.uid) ?? createInstance(settings);
    instances.set(settings.uid, known);
    return known;
  },
  getInstanceSettings: settingsOf,
  getList: ({ pluginId, type, filter } = {}) =>
    instanceSettings().filter(
      (settings) =>
        (pluginId === undefined || pluginId === settings.type) &&
        (type === undefined || [type].flat().includes(settings.type)) &&
        (filter?.(settings) ?? true),
    ),
  reload: () => Promise.resolve(),
  registerRuntimeDataSource: () => undefined,
};
