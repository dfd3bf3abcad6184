import { appId, datasource, type PreviewDataSource } from '../preview-data.js';
import type { BridgeAccess } from './bridge-proxy.js';

/** A data source with its secrets, as the server keeps it. */
interface StoredDataSource {
  readonly shown: PreviewDataSource;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What a form sends to create or change a data source. */
export interface DataSourceForm {
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

/** The settings that Grafana keeps in its database, here in memory: data sources and the app's own. */
export class GrafanaState {
  readonly #bridge: BridgeAccess;
  readonly #dataSources = new Map<string, StoredDataSource>();
  #created = 0;
  #appSettings: Readonly<Record<string, unknown>> = {};

  /** @param bridge what the data source that the preview comes with reads. */
  constructor(bridge: BridgeAccess, { isProvisioned }: { readonly isProvisioned: boolean }) {
    this.#bridge = bridge;
    if (isProvisioned) this.#store({ ...provisioned, url: bridge.bridgeUrl }, {});
  }

  get dataSources(): readonly PreviewDataSource[] {
    return [...this.#dataSources.values()].map(({ shown }) => shown);
  }

  dataSource(uid: string): PreviewDataSource | undefined {
    return this.#dataSources.get(uid)?.shown;
  }

  createDataSource({ secureJsonData, ...form }: DataSourceForm): PreviewDataSource {
    this.#created += 1;
    const id = this.#created + provisioned.id;
    const rest = { isDefault: this.#dataSources.size === 0, readOnly: false, secureJsonFields: {} };
    return this.#store({ ...form, ...rest, id, uid: `created-${id}` }, secureJsonData);
  }

  changeDataSource(before: PreviewDataSource, { secureJsonData, ...form }: DataSourceForm): PreviewDataSource {
    return this.#store({ ...before, ...form }, { ...this.#dataSources.get(before.uid)?.secrets, ...secureJsonData });
  }

  /** Where questions to a data source go, and the key for them: the preview's own key goes to its own bridge only. */
  accessOf(uid: string): BridgeAccess | undefined {
    const found = this.#dataSources.get(uid);
    if (found === undefined || found.shown.readOnly) return found && this.#bridge;
    const { httpHeaderValue1: header = '' } = found.secrets;
    return { bridgeUrl: found.shown.url, readKey: header === '' ? undefined : header.replace(/^Bearer /, '') };
  }

  appSettings(id: string): Readonly<Record<string, unknown>> {
    return id === appId ? this.#appSettings : {};
  }

  changeAppSettings(jsonData: Readonly<Record<string, unknown>>): void {
    this.#appSettings = jsonData;
  }

  #store(source: PreviewDataSource, secrets: Readonly<Record<string, string>>): PreviewDataSource {
    const secureJsonFields = Object.fromEntries(
      Object.entries(secrets).flatMap(([name, value]) => (value === '' ? [] : [[name, true]])),
    );
    const shown = { ...source, secureJsonFields };
    this.#dataSources.set(source.uid, { shown, secrets });
    return shown;
  }
}

const provisioned: PreviewDataSource = {
  ...datasource,
  id: 1,
  url: '',
  isDefault: true,
  readOnly: true,
  jsonData: {},
  secureJsonFields: {},
};
