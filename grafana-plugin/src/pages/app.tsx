import type { ReactElement } from 'react';
import { lazy } from 'react';
import { Route, Routes } from 'react-router';

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
    </Routes>
  );
}
