import type { Whose } from '@hiveboard/clickhouse';

/** Which agents of a tenant are meant; what is empty or absent means all. */
export interface AgentsFilter {
  readonly agentId?: string;
  readonly environment?: string;
  readonly group?: string;
  readonly project?: string;
  /** Found anywhere in the id, in upper or lower case. */
  readonly text?: string;
}

const CONDITIONS: readonly (readonly [name: keyof AgentsFilter, condition: string])[] = [
  ['agentId', 'agent_id = {agentId:String}'],
  ['environment', 'environment = {environment:String}'],
  ['group', 'group_name = {group:String}'],
  ['text', 'positionCaseInsensitiveUTF8(agent_id, {text:String}) > 0'],
  [
    'project',
    `agent_id IN
    (
        SELECT agent_id FROM hive.agent_projects WHERE tenant = {tenant:String} AND project = {project:String}
    )`,
  ],
];

/**
 * Agents of the bound tenant alone, and what else is asked for: a condition that says nothing is not written, since ClickHouse
 * carries each through all that a view is made of.
 */
export const whereOf = (filter: AgentsFilter): string =>
  [
    'WHERE tenant = {tenant:String}',
    ...CONDITIONS.filter(([name]) => (filter[name] ?? '') !== '').map(([, condition]) => condition),
  ].join('\n    AND ');

/** The same of rows that know nothing but tenant and agent: what a statement reads, where ClickHouse is not to find that out. */
export const whoseOf = ({ agentId = '' }: AgentsFilter): Whose => ({
  ofTenant: 'tenant = {tenant:String}',
  ...(agentId === '' ? {} : { ofAgent: 'agent_id = {agentId:String}' }),
});
