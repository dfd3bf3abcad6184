import type { AppPluginMeta } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { isRecord } from '@hiveboard/sdk/contract';
import { withKey } from '../datasource/connection-settings.js';
import { APP_ID, DATASOURCE_TYPE } from '../routes.js';

/** Where the bridge is, and the key for it; '' for none. */
interface Connection {
  readonly url: string;
  readonly key: string;
}

/** Makes a data source in Grafana. @returns what went wrong, or undefined. */
export async function createDataSource({ url, key }: Connection): Promise<string | undefined> {
  const settings = {
    name: 'HiveBoard',
    type: DATASOURCE_TYPE,
    access: 'proxy',
    url,
    jsonData: {},
    secureJsonFields: {},
  };
  const body = key === '' ? settings : withKey(settings, key);
  try {
    await getBackendSrv().post('/api/datasources', body, { showErrorAlert: false });
    return undefined;
  } catch (error) {
    return messageOf(error) ?? 'Grafana did not create the data source. You need the role Admin.';
  }
}

/** Remembers for everyone which data source the app reads. @returns what went wrong, or undefined. */
export async function saveChosenSource(meta: AppPluginMeta, uid: string): Promise<string | undefined> {
  const { enabled, pinned, jsonData } = meta;
  const settings = {
    enabled: enabled ?? true,
    pinned: pinned ?? true,
    jsonData: { ...(isRecord(jsonData) ? jsonData : {}), datasourceUid: uid },
  };
  try {
    await getBackendSrv().post(`/api/plugins/${APP_ID}/settings`, settings, { showErrorAlert: false });
    return undefined;
  } catch (error) {
    return messageOf(error) ?? 'Grafana did not save the choice. You need the role Admin.';
  }
}

function messageOf(error: unknown): string | undefined {
  const data = isRecord(error) ? error['data'] : undefined;
  const message = isRecord(data) ? data['message'] : undefined;
  return typeof message === 'string' && message !== '' ? message : undefined;
}
