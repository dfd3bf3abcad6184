import { PluginPage } from '@grafana/runtime';
import { EmptyState, LinkButton, LoadingPlaceholder } from '@grafana/ui';
import type { ReactElement } from 'react';
import { failure } from '../../data/failure.js';
import type { HiveSource } from '../../hive-source/hive-source.js';
import { useHiveSource } from '../../hive-source/use-hive-source.js';
import { configurationAddress } from '../../routes.js';
import { FailureNotice } from './failure-notice.js';

/** Shows `children` with the data source that pages read, or how to get one. */
export function WithSource({ children }: { readonly children: (source: HiveSource) => ReactElement }): ReactElement {
  const state = useHiveSource();
  switch (state.phase) {
    case 'loading':
      return (
        <PluginPage>
          <LoadingPlaceholder text="Loading…" />
        </PluginPage>
      );
    case 'absent':
      return (
        <PluginPage>
          <Onboarding />
        </PluginPage>
      );
    case 'failed':
      return (
        <PluginPage>
          <FailureNotice failure={state.failure} onRetry={reload} />
        </PluginPage>
      );
    case 'ready':
      return children(state.source);
  }
}

const reload = (): void => {
  window.location.reload();
};

function Onboarding(): ReactElement {
  const { advice } = failure('no-datasource');
  return (
    <div data-testid="onboarding">
      <EmptyState
        variant="call-to-action"
        message="Connect HiveBoard to your bridge"
        button={
          <LinkButton icon="plug" href={configurationAddress()}>
            Set up the connection
          </LinkButton>
        }
      >
        {advice} Then every agent that reports to the bridge appears here.
      </EmptyState>
    </div>
  );
}
