import type { PluginManifest } from '../build/plugin-manifest.js';

/** What the server tells the host in the browser. Never holds the key of the bridge. */
export interface PreviewData {
  readonly plugins: readonly PluginManifest[];
}

declare global {
  interface Window {
    /** Written into the page by the server. */
    readonly hivePreview: PreviewData;
  }
}

/** The app under preview. */
export const appId = 'hiveboard-hive-app';

/** The one data source of the preview. */
export const datasource = {
  uid: 'hive',
  type: 'hiveboard-hive-datasource',
  name: 'HiveBoard',
  url: '/api/datasources/proxy/uid/hive',
} as const;

/** The browser paths of the preview; everything else is a 404. */
export const previewPaths = {
  app: `/a/${appId}`,
  configuration: `/plugins/${appId}`,
  dashboard: '/d/preview',
  soloPanel: '/d-solo/preview',
  datasource: `/connections/datasources/edit/${datasource.uid}`,
} as const;

const exactPaths: ReadonlySet<string> = new Set([
  '/',
  previewPaths.app,
  previewPaths.configuration,
  previewPaths.dashboard,
  previewPaths.datasource,
]);

/** Whether the host has something to show at `path` (without query). */
export const isPreviewPath = (path: string): boolean =>
  exactPaths.has(path) || path.startsWith(`${previewPaths.app}/`) || path.startsWith(`${previewPaths.soloPanel}/`);
