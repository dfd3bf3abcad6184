import type { IconName, NavModelItem } from '@grafana/data';
import { toIconName } from '@grafana/data';
import { appId, previewPaths } from '../../preview-data.js';
import { manifestOf } from '../plugin-meta.js';

/** An entry of the side menu. */
export interface NavigationItem {
  readonly text: string;
  readonly url: string;
  readonly icon: IconName;
}

/** The side menu: the app's pages as its manifest lists them, then what else the preview has. */
export function navigationSections(): readonly { readonly title: string; readonly items: readonly NavigationItem[] }[] {
  const app = manifestOf(appId);
  const pages = (app.includes ?? []).filter(({ type, addToNav }) => type === 'page' && addToNav === true);
  return [
    {
      title: app.name,
      items: pages.map(({ name, path, icon = '' }) => ({
        text: name,
        url: path.replace('%PLUGIN_ID%', appId),
        icon: toIconName(icon) ?? 'apps',
      })),
    },
    { title: 'Dashboards', items: [{ text: 'Panels', url: previewPaths.dashboard, icon: 'dashboard' }] },
    { title: 'Connections', items: [{ text: 'Data source', url: previewPaths.datasource, icon: 'database' }] },
  ];
}

/** The menu entry that a path belongs to: the one with the longest matching address. */
export function activeItem(path: string): NavigationItem | undefined {
  const matches = navigationSections()
    .flatMap(({ items }) => items)
    .filter(({ url }) => path === url || path.startsWith(`${url}/`));
  return matches.sort((a, b) => b.url.length - a.url.length)[0];
}

/** The page's place without its own words: section and menu entry. */
export function defaultTrail(path: string): readonly NavModelItem[] {
  const item = activeItem(path);
  const section = navigationSections().find(({ items }) => items.some(({ url }) => url === item?.url));
  return item === undefined || section === undefined
    ? []
    : [{ text: section.title }, { text: item.text, url: item.url }];
}
