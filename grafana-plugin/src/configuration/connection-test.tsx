import { getDataSourceSrv } from '@grafana/runtime';
import { Alert, Button } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useState } from 'react';

type Verdict =
  | { readonly state: 'none' }
  | { readonly state: 'testing' }
  | { readonly state: 'done'; readonly isGood: boolean; readonly message: string };

/** A button that tries the connection, and what came of it. */
export function ConnectionTest({ uid }: { readonly uid: string }): ReactElement {
  const [verdict, setVerdict] = useState<Verdict>({ state: 'none' });
  const test = async (): Promise<void> => {
    setVerdict({ state: 'testing' });
    setVerdict(await verdictOn(uid));
  };
  const isTesting = verdict.state === 'testing';
  return (
    <>
      {verdict.state === 'done' && (
        <div data-testid="connection-verdict">
          <Alert severity={verdict.isGood ? 'success' : 'error'} title={verdict.message} />
        </div>
      )}
      <Button
        icon="plug"
        disabled={isTesting}
        onClick={() => {
          void test();
        }}
      >
        {isTesting ? 'Testing…' : 'Test connection'}
      </Button>
    </>
  );
}

async function verdictOn(uid: string): Promise<Verdict> {
  try {
    const source = await getDataSourceSrv().get(uid);
    const { status, message } = await source.testDatasource();
    return { state: 'done', isGood: status === 'success', message };
  } catch (error) {
    return { state: 'done', isGood: false, message: error instanceof Error ? error.message : 'The test failed' };
  }
}
