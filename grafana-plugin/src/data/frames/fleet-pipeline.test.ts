import type { FleetPipeline, PipelineCounts } from '@hiveboard/sdk/contract';
import { fleetPipelineTables } from './fleet-pipeline.js';

const counts: PipelineCounts = {
  queue_depth: 7,
  queue_oldest_age_seconds: 95,
  active_issues: { total: 6, critical: 1, high: 2, medium: 3 },
  active_todos: { total: 5, high: 4 },
  enabled_schedules: 9,
  missed_runs: 8,
  pending_approvals: 10,
  longest_approval_wait_seconds: 1260,
};
const fleet: FleetPipeline = {
  data: [
    { agent_id: 'a', environment: 'production', group: 'support', ...counts },
    {
      agent_id: 'b',
      environment: 'staging',
      group: 'sales',
      ...counts,
      queue_oldest_age_seconds: null,
      longest_approval_wait_seconds: null,
    },
  ],
  pagination: { cursor: null, has_more: false },
  totals: { agents: 2, ...counts },
};

test('what waits in the fleet is a row for each agent, and one for all of them', () => {
  const cells = fleetPipelineTables(fleet).map(({ name, fields }) => [
    name,
    Object.fromEntries(fields.map((field) => [field.name, field.values])),
  ]);
  const told = {
    queue_depth: 7,
    queue_oldest_age_seconds: 95,
    active_issues: 6,
    critical_issues: 1,
    high_issues: 2,
    medium_issues: 3,
    active_todos: 5,
    high_priority_todos: 4,
    enabled_schedules: 9,
    missed_runs: 8,
    pending_approvals: 10,
    longest_approval_wait_seconds: 1260,
  };
  const twice = Object.fromEntries(Object.entries(told).map(([name, value]) => [name, [value, value]]));
  expect(Object.fromEntries(cells)).toEqual({
    fleet_pipeline: {
      agent_id: ['a', 'b'],
      ...twice,
      queue_oldest_age_seconds: [95, null],
      longest_approval_wait_seconds: [1260, null],
      environment: ['production', 'staging'],
      group: ['support', 'sales'],
    },
    fleet_pipeline_totals: {
      agents: [2],
      ...Object.fromEntries(Object.entries(told).map(([name, value]) => [name, [value]])),
    },
  });
});

test('ages have units', () => {
  const units = fleetPipelineTables(fleet).map(({ fields }) =>
    fields.flatMap(({ name, unit }) => (unit === undefined ? [] : [`${name} in ${unit}`])),
  );
  const ages = ['queue_oldest_age_seconds in s', 'longest_approval_wait_seconds in s'];
  expect(units).toEqual([ages, ages]);
});
