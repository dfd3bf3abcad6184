import { Combobox, InlineField, Input } from '@grafana/ui';
import type { ReactElement } from 'react';
import { useState } from 'react';

/** How wide the labels of the query editor are, in Grafana's units. */
export const LABEL_WIDTH = 14;

/** What a field may be set to. */
export interface Option {
  readonly value: string;
  readonly label?: string;
}

interface NameFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: Option[] | ((text: string) => Promise<Option[]>);
  readonly onChange: (value: string | undefined) => void;
}

/** A name out of a list, or typed: a dashboard variable, for instance. */
export function NameField({ label, value, options, onChange }: NameFieldProps): ReactElement {
  return (
    <InlineField label={label} labelWidth={LABEL_WIDTH}>
      <Combobox
        width={28}
        isClearable
        createCustomValue
        placeholder="All"
        options={options}
        value={value || null}
        onChange={(option) => {
          onChange(option?.value);
        }}
      />
    </InlineField>
  );
}

interface ChoiceFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Value[];
  readonly onChange: (value: Value) => void;
}

/** One of a few words. */
export function ChoiceField<Value extends string>({
  label,
  value,
  options,
  onChange,
}: ChoiceFieldProps<Value>): ReactElement {
  return (
    <InlineField label={label} labelWidth={LABEL_WIDTH}>
      <Combobox
        width={20}
        options={options.map((option) => ({ value: option, label: option.replace('_', ' ') }))}
        value={value}
        onChange={(option) => {
          onChange(option.value);
        }}
      />
    </InlineField>
  );
}

interface TextFieldProps {
  readonly label: string;
  /** What an empty field means. */
  readonly hint: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Free text that counts when the field is left or Enter is pressed. */
export function TextField({ label, hint, value = '', onChange }: TextFieldProps): ReactElement {
  const [draft, setDraft] = useState(value);
  const commit = (): void => {
    if (draft.trim() !== value) onChange(draft.trim());
  };
  return (
    <InlineField label={label} labelWidth={LABEL_WIDTH}>
      <Input
        width={28}
        placeholder={hint}
        value={draft}
        onChange={({ currentTarget }) => {
          setDraft(currentTarget.value);
        }}
        onBlur={commit}
        onKeyDown={({ key }) => {
          if (key === 'Enter') commit();
        }}
      />
    </InlineField>
  );
}

/** How many rows. */
export function LimitField({
  value,
  onChange,
}: {
  readonly value: number | undefined;
  readonly onChange: (limit: number | undefined) => void;
}): ReactElement {
  return (
    <TextField
      label="Limit"
      hint="50"
      value={value === undefined ? '' : String(value)}
      onChange={(text) => {
        const limit = Number.parseInt(text, 10);
        onChange(Number.isNaN(limit) ? undefined : limit);
      }}
    />
  );
}
