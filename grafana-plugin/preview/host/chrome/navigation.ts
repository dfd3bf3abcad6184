import type { IconName, NavModelItem } from '@grafana/data';
import { toIconName } from '@grafana/data';
import { appId, dataSourcePage, previewPaths } from '../../preview-data.js';
import { manifestOf } from '../plugin-meta.js';

/** An entry of the side menu. */
export interface NavigationItem {
  readonly text: string;
  readonly url: string;
  readonly icon: IconName;
}

interface NavigationSection {
  readonly title: string;
  readonly items: readonly NavigationItem[];
}

/** The side menu: the app's pages as its manifest lists them, then what else the preview has. */
export function navigationSections(): readonly NavigationSection[] {
  const app = manifestOf(appId);
  const pages = (app.includes ?? []).filter(({ type, addToNav }) => type === 'page' && addToNav === true);
  const sections: readonly NavigationSection[] = [
    {
      title: app.name,
      items: pages.map(({ name, path, icon = '' }) => ({
        text: name,
        url: path.replace('%PLUGIN_ID%', appId),
        icon: toIconName(icon) ?? 'apps',
      })),
    },
    { title: 'Dashboards', items: [{ text: 'Panels', url: previewPaths.dashboard, icon: 'dashboard' }] },
    {
      title: 'Connections',
      items: window.hivePreview.dataSources
        .slice(0, 1)
        .map(({ uid }) => ({ text: 'Data source', url: dataSourcePage(uid), icon: 'database' })),
    },
  ];
  return sections.filter(({ items }) => items.length > 0);
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
