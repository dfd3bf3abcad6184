import { Combobox, InlineField, Input } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { FIELDS, type FieldName, type FieldValue, type FieldValues, type Option } from './query-types.js';

/** How wide the labels of the query editor are, in Grafana's units. */
export const LABEL_WIDTH = 14;
/** How wide its fields are: beside its label, as much as a narrow screen holds. */
export const FIELD_WIDTH = 28;

interface QueryFieldProps {
  readonly id: string;
  readonly name: FieldName;
  /** What the query holds: this field, and others that decide what it may hold. */
  readonly query: FieldValues;
  /** The names of agents or models that hold a text. */
  readonly list: (what: 'agents' | 'models', text: string) => Promise<Option[]>;
  readonly onChange: (value: FieldValue) => void;
}

/** One field of a query, with its label. */
export function QueryField(props: QueryFieldProps): ReactElement {
  return (
    <InlineField label={FIELDS[props.name].label} labelWidth={LABEL_WIDTH} htmlFor={props.id}>
      <Control {...props} />
    </InlineField>
  );
}

function Control({ id, name, query, list, onChange }: QueryFieldProps): ReactElement {
  const look = FIELDS[name];
  const value = query[name] ?? '';
  switch (look.kind) {
    case 'name': {
      const { options } = look;
      return (
        <Combobox
          id={id}
          width={FIELD_WIDTH}
          isClearable
          createCustomValue
          placeholder="All"
          options={typeof options === 'string' ? (text: string) => list(options, text) : [...options]}
          value={value === '' ? null : String(value)}
          onChange={(option) => {
            onChange(typeof options === 'string' ? (option?.value ?? '') : meant(options, option?.value ?? ''));
          }}
        />
      );
    }
    case 'choice': {
      const options = look.options(query);
      const chosen = options.find((option) => option.value === value) ?? options[0];
      return (
        <Combobox
          id={id}
          width={20}
          options={[...options]}
          value={chosen?.value ?? ''}
          onChange={(option) => {
            onChange(option.value);
          }}
        />
      );
    }
    case 'text':
      return <DraftInput id={id} hint={look.hint} value={String(value)} onCommit={onChange} />;
    case 'number':
      return (
        <DraftInput
          id={id}
          hint={look.hint}
          value={String(value)}
          onCommit={(text) => {
            const number = Number.parseInt(text, 10);
            onChange(number >= 1 ? number : undefined);
          }}
        />
      );
  }
}

/** The value of the option that a typed text names, else the text: `Failed` means `failed`. */
const meant = (options: readonly Option[], text: string): string =>
  options.find(({ label }) => label?.toLowerCase() === text.toLowerCase())?.value ?? text;

interface DraftInputProps {
  readonly id: string;
  readonly hint: string;
  readonly value: string;
  readonly onCommit: (text: string) => void;
}

/** Free text that counts when the field is left or Enter is pressed. */
function DraftInput({ id, hint, value, onCommit }: DraftInputProps): ReactElement {
  const [draft, setDraft] = useState<string>();
  const commit = (): void => {
    setDraft(undefined);
    if (draft !== undefined && draft.trim() !== value) onCommit(draft.trim());
  };
  return (
    <Input
      id={id}
      width={FIELD_WIDTH}
      placeholder={hint}
      value={draft ?? value}
      onChange={({ currentTarget }) => {
        setDraft(currentTarget.value);
      }}
      onBlur={commit}
      onKeyDown={({ key }) => {
        if (key === 'Enter') commit();
      }}
    />
  );
}
