import { defineEvent, type Severity } from './concept.js';
import { count, label, oneOf, optional, text, type ValueOf } from './field.js';
import { readRecord, json } from './json-field.js';

/** How bad an issue is, worst first. */
export const ISSUE_SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type IssueSeverity = (typeof ISSUE_SEVERITIES)[number];

/** What an issue is about. */
export const ISSUE_CATEGORIES = [
  'permissions',
  'connectivity',
  'configuration',
  'data_quality',
  'rate_limit',
  'other',
] as const;
export type IssueCategory = (typeof ISSUE_CATEGORIES)[number];

/** What may happen to an issue. */
export const ISSUE_ACTIONS = ['reported', 'resolved', 'dismissed', 'reopened'] as const;
export type IssueAction = (typeof ISSUE_ACTIONS)[number];

/** A map: severities come from the wire, where `constructor` is a word like any other. */
const LOUDNESS: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'error'],
  ['high', 'error'],
  ['medium', 'warn'],
  ['low', 'info'],
]);

/** A problem that outlives tasks. Same id, or else the same summary: the same issue. */
export const issue = defineEvent({
  kind: 'issue',
  scope: 'agent',
  doc: 'A problem that outlives tasks: reported until somebody resolves or dismisses it. Its identity is the id, else the exact title.',
  fields: {
    title: text('hive.issue.title', { doc: 'What is wrong, in one line.' }),
    severity: optional(
      oneOf('hive.issue.severity', ISSUE_SEVERITIES, { doc: 'How bad it is. Required when reported.' }),
    ),
    category: optional(oneOf('hive.issue.category', ISSUE_CATEGORIES, { doc: 'What it is about.' })),
    context: optional(
      json('hive.issue.context', { doc: 'Whatever helps to mend it.', read: readRecord, expected: 'an object' }),
    ),
    issueId: optional(label('hive.issue.id', { limit: 256, doc: 'A stable identity.' })),
    action: optional(oneOf('hive.issue.action', ISSUE_ACTIONS, { doc: 'Default reported.' })),
    by: optional(label('hive.issue.by', { limit: 256, doc: 'Who resolved, dismissed or reopened it.' })),
    occurrenceCount: optional(count('hive.issue.occurrence_count', { doc: 'How often, if the agent counts itself.' })),
  },
  summary: ({ title }) => title ?? 'Issue',
  tags: ({ category }) => ['issue', category],
  severity: ({ action, severity }) =>
    action === 'resolved' || action === 'dismissed' ? 'info' : (LOUDNESS.get(severity ?? '') ?? 'warn'),
});
export type Issue = ValueOf<typeof issue.fields>;
