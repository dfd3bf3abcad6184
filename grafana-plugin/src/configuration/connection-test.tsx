import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { Alert, Button, LinkButton, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { appAddress } from '../routes.js';

type Verdict =
  { readonly state: 'testing' } | { readonly state: 'done'; readonly isGood: boolean; readonly message: string };

/** Tries the connection at once and whenever asked to, and tells what came of it. */
export function ConnectionTest({ uid }: { readonly uid: string }): ReactElement {
  const styles = useStyles2(getStyles);
  const [verdict, setVerdict] = useState<Verdict>({ state: 'testing' });
  useEffect(() => {
    let isCurrent = true;
    void verdictOn(uid).then((found) => {
      if (isCurrent) setVerdict(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [uid]);
  const isTesting = verdict.state === 'testing';
  const isGood = verdict.state === 'done' && verdict.isGood;
  return (
    <>
      {verdict.state === 'done' && (
        <div data-testid="connection-verdict">
          <Alert severity={isGood ? 'success' : 'error'} title={verdict.message} />
        </div>
      )}
      <div className={styles.row}>
        {isGood && (
          <LinkButton icon="apps" href={appAddress()}>
            Open the Hive
          </LinkButton>
        )}
        <Button
          icon="plug"
          variant={isGood ? 'secondary' : 'primary'}
          disabled={isTesting}
          onClick={() => {
            setVerdict({ state: 'testing' });
            void verdictOn(uid).then(setVerdict);
          }}
        >
          {isTesting ? 'Testing…' : 'Test connection'}
        </Button>
      </div>
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

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
});
