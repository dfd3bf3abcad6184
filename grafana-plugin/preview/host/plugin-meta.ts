import type { AppPluginMeta, PanelPluginMeta, PluginInclude, PluginMeta } from '@grafana/data';
import { PluginIncludeType, PluginType } from '@grafana/data';
import type { PluginManifest } from '../../build/plugin-manifest.js';
import { appId } from '../preview-data.js';

const pluginTypes = { app: PluginType.app, panel: PluginType.panel, datasource: PluginType.datasource } as const;

const includeTypes = {
  page: PluginIncludeType.page,
  panel: PluginIncludeType.panel,
  datasource: PluginIncludeType.datasource,
} as const;

/** The manifest of an installed plugin. */
export function manifestOf(id: string): PluginManifest {
  const found = window.hivePreview.plugins.find((plugin) => plugin.id === id);
  if (found === undefined) throw new Error(`No plugin ${id} is installed`);
  return found;
}

/** A plugin as Grafana describes it to the plugin itself. */
export function pluginMeta(manifest: PluginManifest): PluginMeta {
  const { id, name, type, info } = manifest;
  const baseUrl = `/public/plugins/${id}`;
  return {
    id,
    name,
    type: pluginTypes[type],
    baseUrl,
    module: `${baseUrl}/module.js`,
    info: {
      author: { name: info.author.name },
      description: info.description,
      links: [],
      logos: { small: `${baseUrl}/${info.logos.small}`, large: `${baseUrl}/${info.logos.large}` },
      screenshots: [],
      updated: info.updated,
      version: info.version,
    },
    includes: (manifest.includes ?? []).map(({ type: kind, path, ...include }): PluginInclude => ({
      ...include,
      type: includeTypes[kind],
      path: path.replace('%PLUGIN_ID%', id),
    })),
    enabled: true,
    pinned: true,
    jsonData: id === appId ? window.hivePreview.appSettings : {},
  };
}

export const appMeta = (manifest: PluginManifest): AppPluginMeta => pluginMeta(manifest);

export const panelMeta = (manifest: PluginManifest): PanelPluginMeta => ({ ...pluginMeta(manifest), sort: 0 });
