import { config } from '@grafana/runtime';
import type { HiveLinks } from './components/hive/links.js';

/** The app's id, as in plugin.json. */
export const APP_ID = 'hiveboard-hive-app';
/** The data source's type, as in its plugin.json. */
export const DATASOURCE_TYPE = 'hiveboard-hive-datasource';

/** Search parameters that go along from page to page. */
const KEPT = ['from', 'to', 'refresh'] as const;

const addressOf = (path: string, params: Readonly<Record<string, string | null | undefined>>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) search.set(name, value);
  const query = search.toString();
  return `${config.appSubUrl}${path}${query === '' ? '' : `?${query}`}`;
};

/** The app's first page. */
export const appAddress = (): string => addressOf(`/a/${APP_ID}`, {});

/** The page where the app is set up. */
export const configurationAddress = (): string => addressOf(`/plugins/${APP_ID}`, { page: 'connection' });

/** The page that says what the app is and how to use it. */
export const readmeAddress = (): string => addressOf(`/plugins/${APP_ID}`, { page: 'overview' });

/** The page where one data source is set up. */
export const datasourceAddress = (uid: string): string => addressOf(`/connections/datasources/edit/${uid}`, {});

/** Links between the app's pages that take the time range along. `search` is the search part of the address. */
export function hiveLinks(search = ''): HiveLinks {
  const current = new URLSearchParams(search);
  const kept = Object.fromEntries(KEPT.map((name) => [name, current.get(name)]));
  const base = `/a/${APP_ID}`;
  return {
    agent: (agent) => addressOf(base, { agent, ...kept }),
    task: (taskId, run) => addressOf(`${base}/tasks/${encodeURIComponent(taskId)}`, { run, ...kept }),
  };
}
