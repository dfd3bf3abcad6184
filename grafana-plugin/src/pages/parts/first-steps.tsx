import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { EmptyState, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';

const SNIPPET = `import { init } from '@hiveboard/sdk';

const hive = init({ endpoint: 'http://localhost:4318' });
const agent = hive.agent('my-first-agent');
await agent.task('task-1', async (task) => {
  task.llmCall('answer', {
    model: 'gpt-4o-mini',
    tokensIn: 1200,
    tokensOut: 180,
  });
});`;

/** A connected bridge that no agent has reported to: how the first one does. */
export function FirstSteps(): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <div data-testid="first-steps">
      <EmptyState variant="call-to-action" message="Connected. Now let an agent report">
        <p>
          Any OpenTelemetry GenAI instrumentation can send its traces to the bridge. With the SDK it takes a few lines:
        </p>
        <pre className={styles.code}>{SNIPPET}</pre>
      </EmptyState>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  code: css({
    maxWidth: '100%',
    margin: theme.spacing(2, 'auto', 0),
    overflow: 'auto',
    textAlign: 'left',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
