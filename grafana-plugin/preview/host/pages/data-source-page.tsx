import type { DataSourceJsonData, DataSourcePluginMeta, DataSourceSettings } from '@grafana/data';
import { Alert, Button } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { datasource } from '../../preview-data.js';
import { PreviewPage } from '../chrome/preview-page.js';
import { loadDataSource } from '../plugin-loader.js';
import { dataSourceSrv } from '../services/data-sources.js';
import { PluginBoundary } from './plugin-boundary.js';
import { useLoaded } from './use-loaded.js';

/** The data source's settings: shown, not saved, and its test. */
export function DataSourcePage(): ReactElement {
  return (
    <PluginBoundary>
      <Settings />
    </PluginBoundary>
  );
}

type Verdict = { readonly status: 'success' | 'error'; readonly message: string } | undefined;

function Settings(): ReactElement {
  const plugin = useLoaded(datasource.type, loadDataSource);
  const [options, setOptions] = useState(() => settingsOf(plugin.meta));
  const [verdict, setVerdict] = useState<Verdict>();
  const { ConfigEditor } = plugin.components;
  return (
    <PreviewPage pageNav={{ text: datasource.name, subTitle: 'Type: HiveBoard', img: plugin.meta.info.logos.small }}>
      {ConfigEditor !== undefined && <ConfigEditor options={options} onOptionsChange={setOptions} />}
      {verdict !== undefined && <Alert severity={verdict.status} title={verdict.message} />}
      <div>
        <Button
          onClick={() => {
            void test().then(setVerdict);
          }}
        >
          Save &amp; test
        </Button>
      </div>
    </PreviewPage>
  );
}

async function test(): Promise<Verdict> {
  try {
    const source = await dataSourceSrv.get(datasource.uid);
    const { status, message } = await source.testDatasource();
    return { status: status === 'success' ? 'success' : 'error', message };
  } catch (error) {
    return { status: 'error', message: error instanceof Error ? error.message : 'The test failed' };
  }
}

function settingsOf(meta: DataSourcePluginMeta): DataSourceSettings<DataSourceJsonData, object> {
  return {
    id: 1,
    orgId: 1,
    uid: datasource.uid,
    name: datasource.name,
    type: datasource.type,
    typeName: meta.name,
    typeLogoUrl: meta.info.logos.small,
    access: 'proxy',
    url: datasource.url,
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    withCredentials: false,
    isDefault: true,
    readOnly: true,
    jsonData: {},
    secureJsonFields: {},
  };
}
