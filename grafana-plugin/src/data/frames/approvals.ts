import type { ApprovalItem, ApprovalPage } from '@hiveboard/sdk/contract';
import { tableOf, type Column, type Table } from '../table.js';

const columns: readonly Column<ApprovalItem>[] = [
  { name: 'status', type: 'string', of: (request) => request.status },
  { name: 'approver', type: 'string', of: (request) => request.approver },
  { name: 'reason', type: 'string', of: (request) => request.reason },
  { name: 'agent_id', type: 'string', of: (request) => request.agent_id },
  { name: 'task_id', type: 'string', of: (request) => request.task_id },
  { name: 'since', type: 'time', of: (request) => request.since },
  { name: 'waiting_seconds', type: 'number', unit: 's', of: (request) => request.waiting_seconds },
  { name: 'decision', type: 'string', of: (request) => request.decision },
  { name: 'decided_by', type: 'string', of: (request) => request.decided_by },
  { name: 'comment', type: 'string', of: (request) => request.comment },
  { name: 'closed_at', type: 'time', of: (request) => request.closed_at },
  { name: 'task_type', type: 'string', of: (request) => request.task_type },
  { name: 'project_id', type: 'string', of: (request) => request.project_id },
  { name: 'environment', type: 'string', of: (request) => request.environment },
  { name: 'group', type: 'string', of: (request) => request.group },
  { name: 'task_run_id', type: 'string', of: (request) => request.task_run_id },
  { name: 'request_id', type: 'string', of: (request) => request.request_id },
];

const totalColumns: readonly Column<ApprovalPage['totals']>[] = [
  { name: 'pending', type: 'number', of: ({ pending }) => pending },
  { name: 'decided', type: 'number', of: ({ decided }) => decided },
  { name: 'abandoned', type: 'number', of: ({ abandoned }) => abandoned },
];

/** Requests for approvals as a table, and how many of each status the whole filter finds. */
export const approvalTables = ({ data, totals }: ApprovalPage): readonly Table[] => [
  tableOf('approvals', columns, data),
  tableOf('approval_totals', totalColumns, [totals]),
];
