import { Alert, Button, EmptyState, LinkButton } from '@grafana/ui';
import type { ReactElement } from 'react';
import { formatAge } from '../../age.js';
import { LiveText } from '../../components/live/live-text.js';
import type { Failure, FailureKind } from '../../data/failure.js';
import { configurationAddress } from '../../routes.js';

interface Props {
  readonly failure: Failure;
  readonly onRetry: () => void;
  /** When the data still on the page came; undefined when there is none. */
  readonly shownSince?: number | undefined;
}

/** Failures that the connection's settings cure. */
const CURED_BY_SETTINGS: ReadonlySet<FailureKind> = new Set([
  'no-datasource',
  'unreachable',
  'wrong-address',
  'unauthorized',
  'forbidden',
]);

/** What went wrong and what to do: in place of the page, or above what is still shown. */
export function FailureNotice({ failure: { kind, title, advice }, onRetry, shownSince }: Props): ReactElement {
  const buttons = (
    <div style={{ display: 'flex', gap: 8, justifyContent: shownSince === undefined ? 'center' : 'flex-start' }}>
      <Button size="sm" icon="sync" onClick={onRetry}>
        Try again
      </Button>
      {CURED_BY_SETTINGS.has(kind) && (
        <LinkButton size="sm" variant="secondary" icon="plug" href={configurationAddress()}>
          Connection settings
        </LinkButton>
      )}
    </div>
  );
  if (shownSince === undefined) {
    return (
      <div data-testid="failure">
        <EmptyState variant="not-found" message={title} role="alert" button={buttons}>
          {advice}
        </EmptyState>
      </div>
    );
  }
  return (
    <div data-testid="failure">
      <Alert severity="warning" title={title}>
        <p>
          {advice} What you see came <LiveText at={(now) => formatAge(now - shownSince)} />.
        </p>
        {buttons}
      </Alert>
    </div>
  );
}
