import type { ReactElement } from 'react';

/** Tests the connection to the bridge. */
export function ConfigurationPage(): ReactElement {
  return <p data-testid="hive-configuration-page">Connection to the bridge</p>;
}
