import type { ReactElement } from 'react';
import { PluginPage } from '@grafana/runtime';
import { useParams } from 'react-router';

/** What one task did. */
export function TaskPage(): ReactElement {
  const { taskId = '' } = useParams();
  return (
    <PluginPage pageNav={{ text: taskId }}>
      <p data-testid="task-page">{taskId}</p>
    </PluginPage>
  );
}
