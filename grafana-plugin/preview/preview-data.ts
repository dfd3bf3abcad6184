import type { PluginManifest } from '../build/plugin-manifest.js';

/** A data source as the browser knows it: its key stays on the server. */
export interface PreviewDataSource {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  /** Where the server reaches the bridge. */
  readonly url: string;
  readonly isDefault: boolean;
  /** Set up by the preview itself: cannot be changed. */
  readonly readOnly: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
  /** The names of the secrets that are set. */
  readonly secureJsonFields: Readonly<Record<string, boolean>>;
}

/** What the server tells the host in the browser. Never holds the key of the bridge. */
export interface PreviewData {
  readonly plugins: readonly PluginManifest[];
  readonly dataSources: readonly PreviewDataSource[];
  /** The app's own settings. */
  readonly appSettings: Readonly<Record<string, unknown>>;
}

declare global {
  interface Window {
    /** Written into the page by the server. */
    readonly hivePreview: PreviewData;
  }
}

/** The app under preview. */
export const appId = 'hiveboard-hive-app';

/** The data source that the preview comes with. */
export const datasource = { uid: 'hive', type: 'hiveboard-hive-datasource', name: 'HiveBoard' } as const;

/** Where questions to a data source go; the server passes them on. */
export const proxyPath = (uid: string): string => `/api/datasources/proxy/uid/${uid}`;

/** The page of one data source. */
export const dataSourcePage = (uid: string): string => `/connections/datasources/edit/${uid}`;

/** The browser paths of the preview; everything else is a 404. */
export const previewPaths = {
  app: `/a/${appId}`,
  configuration: `/plugins/${appId}`,
  dashboard: '/d/preview',
  soloPanel: '/d-solo/preview',
  datasource: dataSourcePage(datasource.uid),
} as const;

const exactPaths: ReadonlySet<string> = new Set([
  '/',
  previewPaths.app,
  previewPaths.configuration,
  previewPaths.dashboard,
]);

const prefixes = [`${previewPaths.app}/`, `${previewPaths.soloPanel}/`, dataSourcePage('')];

/** Whether the host has something to show at `path` (without query). */
export const isPreviewPath = (path: string): boolean =>
  exactPaths.has(path) || prefixes.some((prefix) => path.startsWith(prefix) && path !== prefix);
