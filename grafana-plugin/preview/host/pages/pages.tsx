import { EmptyState } from '@grafana/ui';
import type { ReactElement } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { dataSourcePage, previewPaths } from '../../preview-data.js';
import { DashboardPage } from '../dashboard/dashboard-page.js';
import { SoloPanelPage } from '../dashboard/solo-panel-page.js';
import { AppPage } from './app-page.js';
import { ConfigurationPage } from './configuration-page.js';
import { DataSourcePage } from './data-source-page.js';

/** The addresses of Grafana that the preview knows. */
export function Pages(): ReactElement {
  return (
    <Routes>
      <Route path="/" element={<Navigate to={previewPaths.app} replace />} />
      <Route path={`${previewPaths.app}/*`} element={<AppPage />} />
      <Route path={previewPaths.configuration} element={<ConfigurationPage />} />
      <Route path={previewPaths.dashboard} element={<DashboardPage />} />
      <Route path={`${previewPaths.soloPanel}/:panelType`} element={<SoloPanelPage />} />
      <Route path={dataSourcePage(':uid')} element={<DataSourcePage />} />
      <Route path="*" element={<EmptyState variant="not-found" message="The preview has no such page" />} />
    </Routes>
  );
}
