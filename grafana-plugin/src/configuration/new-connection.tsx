import { Alert, Button, Field, Input, SecretInput } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { createDataSource } from './settings-api.js';

/** Asks for address and key, and makes the data source. */
export function NewConnection(): ReactElement {
  const [url, setUrl] = useState('');
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<string>();
  const isAddress = /^https?:\/\/\S+$/.test(url.trim());
  const create = async (): Promise<void> => {
    const failed = await createDataSource({ url: url.trim(), key: key.trim() });
    setProblem(failed);
    // Grafana learns of new data sources when it starts.
    if (failed === undefined) window.location.reload();
  };
  return (
    <form
      data-testid="new-connection"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      {problem !== undefined && <Alert severity="error" title={problem} />}
      <Field
        label="Bridge URL"
        description="As Grafana's server reaches it"
        invalid={url !== '' && !isAddress}
        error="An address starts with http:// or https://"
      >
        <Input
          id="new-bridge-url"
          width={60}
          placeholder="http://localhost:4318"
          value={url}
          onChange={({ currentTarget }) => {
            setUrl(currentTarget.value);
          }}
        />
      </Field>
      <Field
        label="API key"
        description="A key with the scope read. A bridge that serves only its own machine needs none."
      >
        <SecretInput
          id="new-api-key"
          width={60}
          placeholder="hb_…"
          isConfigured={false}
          value={key}
          onReset={() => {
            setKey('');
          }}
          onChange={({ currentTarget }) => {
            setKey(currentTarget.value);
          }}
        />
      </Field>
      <Button type="submit" icon="plug" disabled={!isAddress}>
        Create data source
      </Button>
    </form>
  );
}
