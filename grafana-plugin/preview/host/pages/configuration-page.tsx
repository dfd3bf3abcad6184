import { PluginContextProvider, renderMarkdown } from '@grafana/data';
import { locationSearchToObject, locationService } from '@grafana/runtime';
import { Tab, TabContent, TabsBar } from '@grafana/ui';
import type { ReactElement } from 'react';
import { use } from 'react';
import { useLocation } from 'react-router';
import { appId } from '../../preview-data.js';
import { PreviewPage } from '../chrome/preview-page.js';
import { loadApp } from '../plugin-loader.js';
import { PluginBoundary } from './plugin-boundary.js';
import { useLoaded } from './use-loaded.js';

/** The app's page among Grafana's plugins: its read-me and its configuration tabs, the tab in `?page=`. */
export function ConfigurationPage(): ReactElement {
  return (
    <PluginBoundary>
      <Configuration />
    </PluginBoundary>
  );
}

function Configuration(): ReactElement {
  const plugin = useLoaded(appId, loadApp);
  const query = locationSearchToObject(useLocation().search);
  const { meta, configPages = [] } = plugin;
  const selected = typeof query['page'] === 'string' ? query['page'] : configPages[0]?.id;
  const page = configPages.find(({ id }) => id === selected);
  return (
    <PreviewPage pageNav={{ text: meta.name, subTitle: meta.info.description, img: meta.info.logos.small }}>
      <TabsBar>
        <Tab
          label="Overview"
          active={page === undefined}
          onChangeTab={() => {
            locationService.partial({ page: 'overview' });
          }}
        />
        {configPages.map(({ id, title, icon }) => (
          <Tab
            key={id}
            label={title}
            icon={icon}
            active={id === selected}
            onChangeTab={() => {
              locationService.partial({ page: id });
            }}
          />
        ))}
      </TabsBar>
      <TabContent>
        <PluginContextProvider meta={meta}>
          {page === undefined ? <Overview /> : <page.body plugin={plugin} query={query} />}
        </PluginContextProvider>
      </TabContent>
    </PreviewPage>
  );
}

const readme = fetch(`/public/plugins/${appId}/README.md`).then((response) => response.text());

function Overview(): ReactElement {
  return <div className="markdown-html" dangerouslySetInnerHTML={{ __html: renderMarkdown(use(readme)) }} />;
}
