import type { QueryEditorProps } from '@grafana/data';
import { Combobox, InlineField, InlineFieldRow } from '@grafana/ui';
import { METRIC_GROUPS, METRICS, TASK_STATUSES } from '@hiveboard/sdk/contract';
import type { ReactElement } from 'react';
import { emptyQuery, incompleteness, type HiveQuery, type HiveQueryType } from '../data/query.js';
import { taskLook } from '../palette.js';
import type { HiveDataSource } from './hive-datasource.js';
import { ChoiceField, LABEL_WIDTH, LimitField, NameField, TextField, type Option } from './query-fields.js';

type Props = QueryEditorProps<HiveDataSource, HiveQuery>;

const TYPES: readonly { readonly value: HiveQueryType; readonly label: string; readonly description: string }[] = [
  { value: 'agents', label: 'Agents', description: 'Every agent: status, task, queue, issues, cost of the last hour' },
  { value: 'tasks', label: 'Tasks', description: 'Tasks that started in the time range' },
  { value: 'timeline', label: 'Task timeline', description: 'What one task did, with its plan and its model calls' },
  { value: 'cost', label: 'Cost explorer', description: 'Cost by model and by agent, and the newest model calls' },
  { value: 'metrics', label: 'Cost or tokens', description: 'Grouped by model or agent, as a table or over time' },
  { value: 'llm_calls', label: 'Model calls', description: 'Single calls, newest first' },
  { value: 'pipeline', label: 'Pipeline', description: 'Queue, to-dos, schedule and issues of one agent' },
];

/** Chooses what to ask the bridge. Every change runs the query at once. */
export function QueryEditor({ query, datasource, onChange, onRunQuery }: Props): ReactElement {
  const change = (changed: HiveQuery): void => {
    onChange(changed);
    if (incompleteness(changed) === null) onRunQuery();
  };
  return (
    <div data-testid="hive-query-editor">
      <InlineField label="Show" labelWidth={LABEL_WIDTH}>
        <Combobox
          width={40}
          options={[...TYPES]}
          value={query.queryType}
          onChange={({ value }) => {
            change({ ...emptyQuery(value, query.refId) });
          }}
        />
      </InlineField>
      <InlineFieldRow>
        <Fields query={query} datasource={datasource} change={change} />
      </InlineFieldRow>
    </div>
  );
}

interface FieldsProps {
  readonly query: HiveQuery;
  readonly datasource: HiveDataSource;
  readonly change: (query: HiveQuery) => void;
}

function Fields({ query, datasource, change }: FieldsProps): ReactElement | null {
  const names = (what: 'agents' | 'models') => (text: string) => matching(datasource, what, text);
  switch (query.queryType) {
    case 'agents':
      return null;
    case 'tasks':
      return (
        <>
          <NameField
            label="Agent"
            value={query.agentId}
            options={names('agents')}
            onChange={(agentId) => {
              change({ ...query, agentId });
            }}
          />
          <NameField
            label="Status"
            value={query.status}
            options={STATUS_OPTIONS}
            onChange={(status) => {
              change({ ...query, status });
            }}
          />
          <LimitField
            value={query.limit}
            onChange={(limit) => {
              change({ ...query, limit });
            }}
          />
        </>
      );
    case 'timeline':
      return (
        <>
          <TextField
            label="Task"
            hint="the newest task"
            value={query.taskId}
            onChange={(taskId) => {
              change({ ...query, taskId });
            }}
          />
          <TextField
            label="Run"
            hint="the newest run"
            value={query.taskRunId}
            onChange={(taskRunId) => {
              change({ ...query, taskRunId });
            }}
          />
          <NameField
            label="Agent"
            value={query.agentId}
            options={names('agents')}
            onChange={(agentId) => {
              change({ ...query, agentId });
            }}
          />
        </>
      );
    case 'llm_calls':
    case 'cost':
      return (
        <>
          <NameField
            label="Agent"
            value={query.agentId}
            options={names('agents')}
            onChange={(agentId) => {
              change({ ...query, agentId });
            }}
          />
          <NameField
            label="Model"
            value={query.model}
            options={names('models')}
            onChange={(model) => {
              change({ ...query, model });
            }}
          />
          <LimitField
            value={query.limit}
            onChange={(limit) => {
              change({ ...query, limit });
            }}
          />
        </>
      );
    case 'metrics':
      return (
        <>
          <ChoiceField
            label="Measure"
            value={query.metric}
            options={METRICS}
            onChange={(metric) => {
              change({ ...query, metric });
            }}
          />
          <ChoiceField
            label="Group by"
            value={query.groupBy}
            options={METRIC_GROUPS}
            onChange={(groupBy) => {
              change({ ...query, groupBy });
            }}
          />
          <ChoiceField
            label="Format"
            value={query.format ?? 'table'}
            options={FORMATS}
            onChange={(format) => {
              change({ ...query, format });
            }}
          />
        </>
      );
    case 'pipeline':
      return (
        <NameField
          label="Agent"
          value={query.agentId}
          options={names('agents')}
          onChange={(agentId = '') => {
            change({ ...query, agentId });
          }}
        />
      );
  }
}

const FORMATS = ['table', 'time_series'] as const;
const STATUS_OPTIONS = TASK_STATUSES.map((value) => ({ value, label: taskLook(value).label }));

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
