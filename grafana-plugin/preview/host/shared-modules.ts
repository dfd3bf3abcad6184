import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import i18next from 'i18next';
import lodash from 'lodash';
import moment from 'moment';
import * as react from 'react';
import * as reactDom from 'react-dom';
import * as reactJsxRuntime from 'react/jsx-runtime';
import * as reactRouter from 'react-router';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';
import type { SharedModule } from '../../build/shared-modules.js';

/** A CommonJS module is handed over as its `module.exports`, an ES module as its namespace. */
const commonJs = (exports: object): object => ({ default: exports, __useDefault: true });

// SystemJS copies a namespace that carries no tag, and would miss what Grafana sets later (PluginPage and others).
const esModule = (namespace: object): object =>
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });

const modules: Readonly<Record<SharedModule, object>> = {
  '@emotion/css': esModule(emotionCss),
  '@emotion/react': esModule(emotionReact),
  '@grafana/data': esModule(grafanaData),
  '@grafana/runtime': esModule(grafanaRuntime),
  '@grafana/ui': esModule(grafanaUi),
  i18next: commonJs(i18next),
  lodash: commonJs(lodash),
  moment: commonJs(moment),
  react: esModule(react),
  'react-dom': esModule(reactDom),
  'react-router': esModule(reactRouter),
  'react/jsx-runtime': esModule(reactJsxRuntime),
  rxjs: esModule(rxjs),
  'rxjs/operators': esModule(rxjsOperators),
};

/** Gives plugins the modules that Grafana shares with them, under the names they import. */
export function shareModules(): void {
  System.addImportMap({ imports: Object.fromEntries(Object.keys(modules).map((name) => [name, `package:${name}`])) });
  for (const [name, module] of Object.entries(modules)) System.set(`package:${name}`, module);
}
