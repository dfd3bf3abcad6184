import { defineEvent } from './concept.js';
import { label, oneOf, optional, text, type ValueOf } from './field.js';

/** What an approver may decide. */
export const DECISIONS = ['approved', 'rejected'] as const;
export type Decision = (typeof DECISIONS)[number];

/** A task waits for somebody's yes. */
export const approvalRequested = defineEvent({
  kind: 'approval_requested',
  scope: 'any',
  doc: 'Work waits until somebody decides.',
  fields: {
    approver: label('hive.approval.approver', { limit: 256, doc: 'Who is to decide.' }),
    reason: optional(text('hive.approval.reason', { doc: 'What is to be decided.' })),
  },
  summary: ({ approver, reason }) => reason ?? `Approval requested from ${approver ?? 'somebody'}`,
  tags: () => ['approval', 'human'],
});
export type ApprovalRequest = ValueOf<typeof approvalRequested.fields>;

/** Somebody decided. */
export const approvalReceived = defineEvent({
  kind: 'approval_received',
  scope: 'any',
  doc: 'Somebody decided.',
  fields: {
    approvedBy: label('hive.approval.approved_by', { limit: 256, doc: 'Who decided.' }),
    decision: oneOf('hive.approval.decision', DECISIONS, { doc: 'The decision.' }),
    comment: optional(text('hive.approval.comment', { doc: 'What they added.' })),
  },
  summary: ({ approvedBy, decision }) => `${decision ?? 'Decided'} by ${approvedBy ?? 'somebody'}`,
  tags: ({ decision }) => ['approval', 'human', decision],
});
export type ApprovalDecision = ValueOf<typeof approvalReceived.fields>;
