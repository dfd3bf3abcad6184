import type { DataSourceApi, PluginMeta } from '@grafana/data';
import { AppPlugin, DataSourcePlugin, PanelPlugin } from '@grafana/data';
import { appMeta, manifestOf, panelMeta, pluginMeta } from './plugin-meta.js';

const exportsById = new Map<string, Promise<unknown>>();

/** Loads a plugin's module as Grafana does: a script tag, AMD, one load per page. */
function pluginExport({ module, info, id }: PluginMeta): Promise<unknown> {
  const known = exportsById.get(id);
  if (known !== undefined) return known;
  const loading = System.import(`${module}?_cache=${info.version}`).then((exports) =>
    typeof exports === 'object' && exports !== null && 'plugin' in exports ? exports.plugin : undefined,
  );
  exportsById.set(id, loading);
  return loading;
}

export async function loadApp(id: string): Promise<AppPlugin> {
  const meta = appMeta(manifestOf(id));
  const plugin = await pluginExport(meta);
  if (!(plugin instanceof AppPlugin)) throw new Error(`${id} exports no app plugin`);
  plugin.init(meta);
  plugin.meta = meta;
  plugin.setComponentsFromLegacyExports({});
  return plugin;
}

export async function loadPanel(id: string): Promise<PanelPlugin> {
  const meta = panelMeta(manifestOf(id));
  const plugin = await pluginExport(meta);
  if (!(plugin instanceof PanelPlugin)) throw new Error(`${id} exports no panel plugin`);
  plugin.meta = meta;
  return plugin;
}

export async function loadDataSource(id: string): Promise<DataSourcePlugin<DataSourceApi>> {
  const meta = pluginMeta(manifestOf(id));
  const plugin = await pluginExport(meta);
  if (!(plugin instanceof DataSourcePlugin)) throw new Error(`${id} exports no data source plugin`);
  plugin.meta = meta;
  return plugin;
}
