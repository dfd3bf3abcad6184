import type { AgentPipelineCounts, FleetPipeline, PipelineCounts } from '@hiveboard/sdk/contract';
import { tableOf, type Column, type Table } from '../table.js';

const countColumns: readonly Column<PipelineCounts>[] = [
  { name: 'queue_depth', type: 'number', of: (counts) => counts.queue_depth },
  { name: 'queue_oldest_age_seconds', type: 'number', unit: 's', of: (counts) => counts.queue_oldest_age_seconds },
  { name: 'active_issues', type: 'number', of: (counts) => counts.active_issues.total },
  { name: 'critical_issues', type: 'number', of: (counts) => counts.active_issues.critical },
  { name: 'high_issues', type: 'number', of: (counts) => counts.active_issues.high },
  { name: 'medium_issues', type: 'number', of: (counts) => counts.active_issues.medium },
  { name: 'active_todos', type: 'number', of: (counts) => counts.active_todos.total },
  { name: 'high_priority_todos', type: 'number', of: (counts) => counts.active_todos.high },
  { name: 'enabled_schedules', type: 'number', of: (counts) => counts.enabled_schedules },
  { name: 'missed_runs', type: 'number', of: (counts) => counts.missed_runs },
  { name: 'pending_approvals', type: 'number', of: (counts) => counts.pending_approvals },
  {
    name: 'longest_approval_wait_seconds',
    type: 'number',
    unit: 's',
    of: (counts) => counts.longest_approval_wait_seconds,
  },
];

const agentColumns: readonly Column<AgentPipelineCounts>[] = [
  { name: 'agent_id', type: 'string', of: (agent) => agent.agent_id },
  ...countColumns,
  { name: 'environment', type: 'string', of: (agent) => agent.environment },
  { name: 'group', type: 'string', of: (agent) => agent.group },
];

const totalColumns: readonly Column<FleetPipeline['totals']>[] = [
  { name: 'agents', type: 'number', of: ({ agents }) => agents },
  ...countColumns,
];

/** Agents in or for which anything waits as a table, the worst first, and what waits in all of the fleet. */
export const fleetPipelineTables = ({ data, totals }: FleetPipeline): readonly Table[] => [
  tableOf('fleet_pipeline', agentColumns, data),
  tableOf('fleet_pipeline_totals', totalColumns, [totals]),
];
