import type { ReactElement } from 'react';
import { lazy } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { APP_ID } from '../routes.js';

const HivePage = lazy(async () => ({ default: (await import('./hive-page.js')).HivePage }));
const CostExplorerPage = lazy(async () => ({ default: (await import('./cost-explorer-page.js')).CostExplorerPage }));
const TaskPage = lazy(async () => ({ default: (await import('./task-page.js')).TaskPage }));

/** The app's pages, below `/a/hiveboard-hive-app`. */
export function App(): ReactElement {
  return (
    <Routes>
      <Route index element={<HivePage />} />
      <Route path="costs" element={<CostExplorerPage />} />
      <Route path="tasks/:taskId" element={<TaskPage />} />
      {/* An old or mistyped address: an empty page would look like a defect. */}
      <Route path="*" element={<Navigate to={`/a/${APP_ID}`} replace />} />
    </Routes>
  );
}
