import {
  config,
  FakeEchoSrv,
  setAppEvents,
  setBackendSrv,
  setChromeHeaderHeightHook,
  setDataSourceSrv,
  setEchoSrv,
  setPluginComponentHook,
  setPluginComponentsHook,
  setPluginFunctionsHook,
  setPluginLinksHook,
  setReturnToPreviousHook,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { initializeI18n } from 'grafana-internals/i18n';
import { setPanelDataErrorView } from 'grafana-internals/panel-data-error-view';
import { setPluginPage } from 'grafana-internals/plugin-page';
import { headerHeight } from '../chrome/header-height.js';
import { PreviewPage } from '../chrome/preview-page.js';
import { PanelDataError } from '../dashboard/panel-data-error.js';
import { shareModules } from '../shared-modules.js';
import { appEvents } from './app-events.js';
import { backendSrv } from './backend.js';
import { dataSourceSrv, instanceSettings } from './data-sources.js';
import { registerEditors } from './editors.js';
import { runRequest } from './run-request.js';
import { templateSrv } from './templates.js';

/** Sets up everything a plugin finds in Grafana. Once, before any plugin loads and before the first render. */
export async function installServices(): Promise<void> {
  setAppEvents(appEvents);
  setBackendSrv(backendSrv);
  setDataSourceSrv(dataSourceSrv);
  setTemplateSrv(templateSrv);
  setRunRequest(runRequest);
  setEchoSrv(new FakeEchoSrv());
  setChromeHeaderHeightHook(() => headerHeight);
  setReturnToPreviousHook(() => () => undefined);
  setPluginLinksHook(() => ({ links: [], isLoading: false }));
  setPluginComponentsHook(() => ({ components: [], isLoading: false }));
  setPluginComponentHook(() => ({ component: null, isLoading: false }));
  setPluginFunctionsHook(() => ({ functions: [], isLoading: false }));
  setPluginPage(PreviewPage);
  setPanelDataErrorView(PanelDataError);
  registerEditors();
  config.datasources = Object.fromEntries(instanceSettings().map((settings) => [settings.name, settings]));
  await initializeI18n({ language: 'en-US', ns: ['grafana'] });
  shareModules();
}
