import type { DataSourceJsonData, DataSourcePluginMeta, DataSourceSettings } from '@grafana/data';
import { Alert, Button, EmptyState } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { PreviewDataSource } from '../../preview-data.js';
import { PreviewPage } from '../chrome/preview-page.js';
import { loadDataSource } from '../plugin-loader.js';
import { backendSrv } from '../services/backend.js';
import { dataSourceSrv } from '../services/data-sources.js';
import { PluginBoundary } from './plugin-boundary.js';
import { useLoaded } from './use-loaded.js';

/** A data source's settings and its test. The one that the preview comes with can be looked at only. */
export function DataSourcePage(): ReactElement {
  const { uid = '' } = useParams();
  const source = window.hivePreview.dataSources.find((one) => one.uid === uid);
  if (source === undefined) return <EmptyState variant="not-found" message="There is no such data source" />;
  return (
    <PluginBoundary>
      <Settings key={uid} source={source} />
    </PluginBoundary>
  );
}

type Options = DataSourceSettings<DataSourceJsonData, Readonly<Record<string, string>>>;
type Verdict = { readonly status: 'success' | 'error'; readonly message: string } | undefined;

function Settings({ source }: { readonly source: PreviewDataSource }): ReactElement {
  const plugin = useLoaded(source.type, loadDataSource);
  const [options, setOptions] = useState(() => settingsOf(source, plugin.meta));
  const [verdict, setVerdict] = useState<Verdict>();
  const { ConfigEditor } = plugin.components;
  return (
    <PreviewPage pageNav={{ text: source.name, subTitle: 'Type: HiveBoard', img: plugin.meta.info.logos.small }}>
      {ConfigEditor !== undefined && (
        <ConfigEditor
          options={options}
          onOptionsChange={(changed: Options) => {
            setOptions(changed);
          }}
        />
      )}
      {verdict !== undefined && <Alert severity={verdict.status} title={verdict.message} />}
      <div>
        <Button
          onClick={() => {
            void saveAndTest(options).then(setVerdict);
          }}
        >
          Save &amp; test
        </Button>
      </div>
    </PreviewPage>
  );
}

async function saveAndTest(options: Options): Promise<Verdict> {
  try {
    if (!options.readOnly) await backendSrv.put(`/api/datasources/uid/${options.uid}`, options);
    const source = await dataSourceSrv.get(options.uid);
    const { status, message } = await source.testDatasource();
    return { status: status === 'success' ? 'success' : 'error', message };
  } catch (error) {
    return { status: 'error', message: error instanceof Error ? error.message : 'Grafana refused the settings' };
  }
}

const settingsOf = (source: PreviewDataSource, meta: DataSourcePluginMeta): Options => ({
  ...source,
  orgId: 1,
  typeName: meta.name,
  typeLogoUrl: meta.info.logos.small,
  access: 'proxy',
  user: '',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  withCredentials: false,
  jsonData: { ...source.jsonData },
  secureJsonFields: { ...source.secureJsonFields },
});
