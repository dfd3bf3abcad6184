// Parts of Grafana's packages that only Grafana itself may use; resolved by `server/grafana-internals.ts`.
declare module 'grafana-internals/plugin-page' {
  import type { PluginPageProps } from '@grafana/runtime';
  import type { ComponentType } from 'react';
  export function setPluginPage(component: ComponentType<PluginPageProps>): void;
}

declare module 'grafana-internals/panel-data-error-view' {
  import type { PanelDataErrorViewProps } from '@grafana/runtime';
  import type { ComponentType } from 'react';
  export function setPanelDataErrorView(component: ComponentType<PanelDataErrorViewProps>): void;
}

declare module 'grafana-internals/i18n' {
  export function initializeI18n(options: { readonly language: string; readonly ns: string[] }): Promise<unknown>;
}

declare module 'grafana-internals/router' {
  import type { ComponentType, ReactNode } from 'react';
  export const Router: ComponentType<{ readonly history: unknown; readonly children: ReactNode }>;
}

declare module 'react-router-dom-v5-compat' {
  import type { ComponentType, ReactNode } from 'react';
  export const CompatRouter: ComponentType<{ readonly children: ReactNode }>;
}

declare module 'systemjs/dist/system.js';
declare module 'systemjs/dist/extras/amd.js';

/** What SystemJS adds to the page, as far as the host uses it. */
declare const System: {
  import(address: string): Promise<unknown>;
  set(id: string, module: object): void;
  addImportMap(map: { readonly imports: Readonly<Record<string, string>> }): void;
};
