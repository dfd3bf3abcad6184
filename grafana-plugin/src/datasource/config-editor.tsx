import type { DataSourceJsonData, DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, Input, SecretInput } from '@grafana/ui';
import type { ReactElement } from 'react';
import { KEY_FIELD, withKey, withoutKey } from './connection-settings.js';

type Props = DataSourcePluginOptionsEditorProps<DataSourceJsonData, Readonly<Record<string, string>>>;

/** The address and the key of the bridge. The key goes to Grafana's server and never comes back. */
export function ConfigEditor({ options, onOptionsChange }: Props): ReactElement {
  const isReadOnly = options.readOnly;
  return (
    <div data-testid="hive-config-editor">
      <Field
        label="Bridge URL"
        description="As Grafana's server reaches it, for example http://bridge:4318"
        disabled={isReadOnly}
      >
        <Input
          id="hive-bridge-url"
          width={60}
          placeholder="http://localhost:4318"
          value={options.url}
          onChange={({ currentTarget }) => {
            onOptionsChange({ ...options, url: currentTarget.value.trim() });
          }}
        />
      </Field>
      <Field
        label="API key"
        description="A key with the scope read. A bridge that serves only its own machine needs none."
        disabled={isReadOnly}
      >
        <SecretInput
          id="hive-api-key"
          width={60}
          placeholder="hb_…"
          isConfigured={options.secureJsonFields[KEY_FIELD] === true}
          onReset={() => {
            onOptionsChange(withoutKey(options));
          }}
          onChange={({ currentTarget }) => {
            onOptionsChange(withKey(options, currentTarget.value));
          }}
        />
      </Field>
    </div>
  );
}
