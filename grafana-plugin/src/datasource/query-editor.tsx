import type { QueryEditorProps } from '@grafana/data';
import { Combobox, InlineField, InlineFieldRow } from '@grafana/ui';
import type { ReactElement } from 'react';
import { emptyQuery, HIVE_QUERY_TYPES, incompleteness, type HiveQuery } from '../data/query.js';
import type { HiveDataSource } from './hive-datasource.js';
import { FIELD_WIDTH, LABEL_WIDTH, QueryField } from './query-field.js';
import { TYPES, type FieldValues, type Option } from './query-types.js';

type Props = QueryEditorProps<HiveDataSource, HiveQuery>;

const TYPE_OPTIONS = HIVE_QUERY_TYPES.map((value) => ({
  value,
  label: TYPES[value].label,
  description: TYPES[value].description,
}));

/** Chooses what to ask the bridge. Every change runs the query at once. */
export function QueryEditor({ query, datasource, onChange, onRunQuery }: Props): ReactElement {
  const { refId, queryType } = query;
  const values: { readonly refId: string } & FieldValues = query;
  const idOf = (name: string): string => `hive-query-${refId}-${name}`;
  const change = (changed: HiveQuery): void => {
    onChange(changed);
    if (incompleteness(changed) === null) onRunQuery();
  };
  return (
    <div data-testid="hive-query-editor">
      <InlineField label="Show" labelWidth={LABEL_WIDTH}>
        <Combobox
          id={idOf('type')}
          width={FIELD_WIDTH}
          options={TYPE_OPTIONS}
          value={queryType}
          onChange={({ value }) => {
            change(emptyQuery(value, refId));
          }}
        />
      </InlineField>
      <InlineFieldRow>
        {/* A saved dashboard may hold any type. */}
        {HIVE_QUERY_TYPES.includes(queryType) &&
          TYPES[queryType].fields.map((name) => (
            <QueryField
              // Another type's field of the same name is another field.
              key={`${queryType} ${name}`}
              id={idOf(name)}
              name={name}
              query={values}
              list={(what, text) => matching(datasource, what, text)}
              onChange={(value) => {
                change({ ...query, [name]: value });
              }}
            />
          ))}
      </InlineFieldRow>
    </div>
  );
}

const MOST_OPTIONS = 200;

async function matching(datasource: HiveDataSource, what: string, text: string): Promise<Option[]> {
  try {
    const found = await datasource.metricFindQuery(what);
    const wanted = text.toLowerCase();
    return found
      .map((name) => ({ value: name.text }))
      .filter(({ value }) => value.toLowerCase().includes(wanted))
      .slice(0, MOST_OPTIONS);
  } catch {
    // The panel says what is wrong with the bridge; a name can still be typed.
    return [];
  }
}
