import { appId, datasource } from '../preview-data.js';
import type { DataSourceForm, GrafanaState } from './grafana-state.js';

/** A request for Grafana's own API: `path` without query, `body` undefined when there is none or it is no JSON. */
interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Status and JSON. */
interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The part of Grafana's API that the app uses, answered as Grafana does; undefined for any other address. */
export function answerApi(state: GrafanaState, { method, path, body }: ApiCall): ApiAnswer | undefined {
  const uid = /^\/api\/datasources\/uid\/([\w-]+)$/.exec(path)?.[1];
  if (uid !== undefined) return oneDataSource(state, uid, { method, body });
  switch (`${method} ${path}`) {
    case 'GET /api/datasources':
      return { status: 200, body: state.dataSources };
    case 'POST /api/datasources':
      return create(state, body);
    case `GET /api/plugins/${appId}/settings`:
      return { status: 200, body: { id: appId, enabled: true, pinned: true, jsonData: state.appSettings(appId) } };
    case `POST /api/plugins/${appId}/settings`:
      state.changeAppSettings(recordAt(body, 'jsonData'));
      return { status: 200, body: { message: 'Plugin settings updated' } };
    default:
      return undefined;
  }
}

function create(state: GrafanaState, body: unknown): ApiAnswer {
  const form = formOf(body);
  if (form === undefined) return refusal(400, 'bad request data');
  if (state.dataSources.some(({ name }) => name === form.name)) {
    return refusal(409, 'data source with the same name already exists');
  }
  const created = state.createDataSource(form);
  return { status: 200, body: { datasource: created, id: created.id, name: form.name, message: 'Datasource added' } };
}

function oneDataSource(state: GrafanaState, uid: string, { method, body }: Omit<ApiCall, 'path'>): ApiAnswer {
  const found = state.dataSource(uid);
  if (found === undefined) return refusal(404, 'Data source not found');
  if (method === 'GET') return { status: 200, body: found };
  const form = formOf(body);
  if (method !== 'PUT' || form === undefined) return refusal(400, 'bad request data');
  if (found.readOnly) return refusal(403, 'Cannot update read-only data source');
  return { status: 200, body: { datasource: state.changeDataSource(found, form), message: 'Datasource updated' } };
}

const refusal = (status: number, message: string): ApiAnswer => ({ status, body: { message } });

function formOf(body: unknown): DataSourceForm | undefined {
  const { name, type, url } = recordOf(body);
  if (typeof name !== 'string' || name === '' || type !== datasource.type) return undefined;
  if (typeof url !== 'string' || !/^https?:/.test(url) || !URL.canParse(url)) return undefined;
  const secrets = Object.entries(recordAt(body, 'secureJsonData')).map(([key, value]) => [key, String(value)]);
  return {
    name,
    type,
    url,
    jsonData: recordAt(body, 'jsonData'),
    secureJsonData: Object.fromEntries(secrets) as Record<string, string>,
  };
}

const recordAt = (body: unknown, name: string): Readonly<Record<string, unknown>> => recordOf(recordOf(body)[name]);

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
