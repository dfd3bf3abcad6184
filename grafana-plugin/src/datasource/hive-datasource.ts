import type {
  DataQueryRequest,
  DataQueryResponse,
  DataSourceInstanceSettings,
  TestDataSourceResponse,
} from '@grafana/data';
import { DataSourceApi } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

/** The one connection to the bridge: every page and panel asks through it. */
export class HiveDataSource extends DataSourceApi {
  readonly #url: string;

  constructor(settings: DataSourceInstanceSettings) {
    super(settings);
    this.#url = settings.url ?? '';
  }

  override query(_request: DataQueryRequest): Promise<DataQueryResponse> {
    return Promise.resolve({ data: [] });
  }

  override async testDatasource(): Promise<TestDataSourceResponse> {
    await lastValueFrom(getBackendSrv().fetch({ url: `${this.#url}/healthz` }));
    return { status: 'success', message: 'Connected to the bridge' };
  }
}
