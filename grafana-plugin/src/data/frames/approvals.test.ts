import type { ApprovalItem, ApprovalPage } from '@hiveboard/sdk/contract';
import { approvalTables } from './approvals.js';

const waiting: ApprovalItem = {
  request_id: 'r-1',
  status: 'pending',
  agent_id: 'refund-approver',
  task_id: 'refund-771',
  task_run_id: 'run-1',
  task_type: 'refund',
  project_id: 'shop',
  environment: 'production',
  group: 'support',
  approver: 'sales-lead',
  reason: 'above $500',
  since: '2026-11-21T10:00:00.000Z',
  waiting_seconds: 600,
  closed_at: null,
  decision: null,
  decided_by: null,
  comment: null,
};
const decided: ApprovalItem = {
  ...waiting,
  request_id: 'r-2',
  status: 'decided',
  task_id: null,
  task_run_id: null,
  task_type: null,
  project_id: null,
  reason: null,
  waiting_seconds: 60,
  closed_at: '2026-11-21T10:01:00.000Z',
  decision: 'approved',
  decided_by: 'ann',
  comment: 'once',
};
const page: ApprovalPage = {
  data: [waiting, decided],
  pagination: { cursor: null, has_more: false },
  totals: { pending: 7, decided: 3, abandoned: 1 },
};

test('requests for approvals are a row each, and those of the whole filter are counted beside them', () => {
  const cells = approvalTables(page).map(({ name, fields }) => [
    name,
    Object.fromEntries(fields.map((field) => [field.name, [field.type, ...field.values]])),
  ]);
  expect(Object.fromEntries(cells)).toEqual({
    approvals: {
      status: ['string', 'pending', 'decided'],
      approver: ['string', 'sales-lead', 'sales-lead'],
      reason: ['string', 'above $500', null],
      agent_id: ['string', 'refund-approver', 'refund-approver'],
      task_id: ['string', 'refund-771', null],
      since: ['time', Date.parse(waiting.since), Date.parse(waiting.since)],
      waiting_seconds: ['number', 600, 60],
      decision: ['string', null, 'approved'],
      decided_by: ['string', null, 'ann'],
      comment: ['string', null, 'once'],
      closed_at: ['time', null, Date.parse('2026-11-21T10:01:00.000Z')],
      task_type: ['string', 'refund', null],
      project_id: ['string', 'shop', null],
      environment: ['string', 'production', 'production'],
      group: ['string', 'support', 'support'],
      task_run_id: ['string', 'run-1', null],
      request_id: ['string', 'r-1', 'r-2'],
    },
    approval_totals: { pending: ['number', 7], decided: ['number', 3], abandoned: ['number', 1] },
  });
});

test('nobody waited for is a table without rows, whose totals are there', () => {
  const tables = approvalTables({ ...page, data: [], totals: { pending: 0, decided: 0, abandoned: 0 } });
  expect(tables.map(({ name, fields }) => [name, fields[0]?.values.length])).toEqual([
    ['approvals', 0],
    ['approval_totals', 1],
  ]);
});
