/**
 * The modules Grafana gives every plugin at run time, as far as this plugin uses them. They are never bundled.
 * `react-router` is Grafana's v6 API; `react-router-dom` is its old v5 one and must not be imported.
 */
export const sharedModules = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'i18next',
  'lodash',
  'moment',
  'react',
  'react-dom',
  'react-router',
  'react/jsx-runtime',
  'rxjs',
  'rxjs/operators',
] as const;

export type SharedModule = (typeof sharedModules)[number];

/** Modules that work while developing and break in Grafana, with the one to use instead. */
export const forbiddenModules: Readonly<Record<string, string>> = {
  'react-router-dom': 'Grafana shares version 5 under this name: import from "react-router"',
  'react-dom/client': 'Grafana owns the React root',
  '@grafana/ui/unstable': 'not stable across the Grafana versions this plugin supports',
};
