import { css } from '@emotion/css';
import type { DataSourceInstanceSettings, GrafanaTheme2, AppPluginMeta } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { Alert, Combobox, Field, LinkButton, TextLink, useStyles2 } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { chosenUid, chooseInstance } from '../hive-source/choose-instance.js';
import { DATASOURCE_TYPE, datasourceAddress, readmeAddress } from '../routes.js';
import { ConnectionTest } from './connection-test.js';
import { NewConnection } from './new-connection.js';
import { saveChosenSource } from './settings-api.js';

/** The app's connection to a bridge: which data source it reads, and whether that works. */
export function ConfigurationPage({ meta }: { readonly meta: AppPluginMeta }): ReactElement {
  const styles = useStyles2(getStyles);
  const instances = getDataSourceSrv().getList({ type: DATASOURCE_TYPE });
  const chosen = chooseInstance(instances, chosenUid(meta));
  const [problem, setProblem] = useState<string>();
  const choose = async (uid: string): Promise<void> => {
    const failed = await saveChosenSource(meta, uid);
    setProblem(failed);
    // Grafana reads the settings of an app once for each load of its page.
    if (failed === undefined) window.location.reload();
  };
  return (
    <div className={styles.page} data-testid="hive-configuration-page">
      <p className={styles.intro}>
        The app reads everything through one data source, which holds the address and the key of your bridge.{' '}
        <TextLink inline href={readmeAddress()}>
          How the parts fit together
        </TextLink>
      </p>
      {problem !== undefined && <Alert severity="error" title={problem} />}
      {chosen === undefined ? (
        <NewConnection />
      ) : (
        <ExistingConnection
          instances={instances}
          chosen={chosen}
          onChoose={(uid) => {
            void choose(uid);
          }}
        />
      )}
    </div>
  );
}

interface ExistingProps {
  readonly instances: readonly DataSourceInstanceSettings[];
  readonly chosen: DataSourceInstanceSettings;
  readonly onChoose: (uid: string) => void;
}

function ExistingConnection({ instances, chosen, onChoose }: ExistingProps): ReactElement {
  const styles = useStyles2(getStyles);
  return (
    <>
      <Field label="Data source" description="Pages of the app read this one; panels read the one of their query.">
        <div className={styles.row}>
          <Combobox
            width={40}
            aria-label="Data source"
            options={instances.map(({ uid, name, url }) => ({ value: uid, label: name, description: url ?? '' }))}
            value={chosen.uid}
            onChange={({ value }) => {
              onChoose(value);
            }}
          />
          <LinkButton variant="secondary" icon="cog" href={datasourceAddress(chosen.uid)}>
            Address and key
          </LinkButton>
        </div>
      </Field>
      <ConnectionTest key={chosen.uid} uid={chosen.uid} />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ maxWidth: 720, paddingTop: theme.spacing(2) }),
  intro: css({ marginBottom: theme.spacing(3), color: theme.colors.text.secondary }),
  row: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
});
