import { EVENT_GROUPS, METRIC_GROUPS, RUN_GROUPS, type Metric, type MetricGroup } from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';
import { CALL_FILTERS } from '../query/call-measure.js';
import { id } from './params.js';

/** Names that groups have elsewhere. */
const ALIASES: ReadonlyMap<string, string> = new Map([['agent', 'agent_id']]);

/** The parameters that filter calls. */
export const callFilterParameters = {
  agent_id: id.describe('By this agent alone.'),
  model: id.describe('Calls to this model alone.'),
  provider: id.describe('Calls to this provider alone.'),
  task_type: id.describe('For this type of task alone.'),
  project: id.describe('For this project alone.'),
  environment: id.describe('In this environment alone.'),
  group: id.describe('By agents of this group alone.'),
  cost_source: id.describe('Calls whose cost comes from there alone.'),
};
/** The parameters that filter whatever is measured. */
export const filterParameters = {
  ...callFilterParameters,
  kind: id.describe('Events of this kind alone.'),
  severity: id.describe('Events of this severity alone.'),
};
type Filter = Readonly<Record<keyof typeof filterParameters, string>>;

/** What each metric may be filtered by. */
const FILTERS: Readonly<Record<Metric, readonly (keyof Filter)[]>> = {
  cost: CALL_FILTERS,
  tokens: CALL_FILTERS,
  tokens_in: CALL_FILTERS,
  tokens_out: CALL_FILTERS,
  llm_calls: CALL_FILTERS,
  tasks: RUN_GROUPS,
  duration: RUN_GROUPS,
  events: EVENT_GROUPS,
};
const ALL_FILTERS = [...CALL_FILTERS, ...EVENT_GROUPS];

const refusal = (parameter: string, message: string): HttpError =>
  new HttpError('invalid_parameter', { message: `${parameter}: ${message}`, details: { parameter } });

/** The names in a comma-separated list, which `metric` must be able to be told apart by: at most two, each once. */
export function groupsOf(list: string, metric: Metric): readonly MetricGroup[] {
  const names = list === '' ? [] : list.split(',').map((name) => ALIASES.get(name) ?? name);
  const found = names.flatMap((name) => METRIC_GROUPS[metric].filter((group) => group === name));
  if (found.length === names.length && found.length <= 2 && new Set(found).size === found.length) return found;
  const known = METRIC_GROUPS[metric].join(', ');
  throw refusal('group_by', `expected, for ${metric}, one of ${known}, or two of them with a comma between`);
}

/** What each group must be called; a filter that has nothing to do with `metric` is refused. */
export function filterOf(asked: Filter, metric: Metric): Filter {
  const strange = ALL_FILTERS.find((name) => asked[name] !== '' && !FILTERS[metric].includes(name));
  if (strange === undefined) return asked;
  throw refusal(strange, `${metric} can be narrowed by ${FILTERS[metric].join(', ')}`);
}

type CallFilter = Readonly<Record<keyof typeof callFilterParameters, string>>;

/** What calls are filtered by, out of all that was asked. */
export const callFilterOf = (asked: CallFilter): CallFilter => ({
  agent_id: asked.agent_id,
  model: asked.model,
  provider: asked.provider,
  task_type: asked.task_type,
  project: asked.project,
  environment: asked.environment,
  group: asked.group,
  cost_source: asked.cost_source,
});
