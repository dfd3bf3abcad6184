import { where, type Whose } from './whose.js';

/** The columns of `hive.issues` beside who has it, out of all that was told of an issue. Some are made of those before them. */
const ISSUE_COLUMNS = {
  last_action: 'argMax(action, told)',
  last_actor: 'argMax(actor, told)',
  is_open: `last_action NOT IN ('resolved', 'dismissed')`,
  issue_id: `argMaxIf(issue_id, told, action = 'reported')`,
  summary: `argMaxIf(title, told, action = 'reported')`,
  severity: `argMaxIf(severity, told, action = 'reported')`,
  category: `argMaxIf(category, told, action = 'reported')`,
  context: `argMaxIf(context, told, action = 'reported')`,
  occurrences: `greatest(argMaxIf(occurrence_count, told, action = 'reported'), countIf(action = 'reported'))`,
  recurrences: `countIf(action = 'reported' AND action_before IN ('resolved', 'dismissed'))`,
  reopened_at: `maxIf(ts, action NOT IN ('resolved', 'dismissed') AND action_before IN ('resolved', 'dismissed'))`,
  first_seen: `minIf(ts, action = 'reported')`,
  last_seen: `maxIf(ts, action = 'reported')`,
  last_updated: 'max(ts)',
} as const;
/** A column of `hive.issues`, beside who has it. */
export type IssueColumn = keyof typeof ISSUE_COLUMNS;

const isIssueColumn = (name: string): name is IssueColumn => Object.hasOwn(ISSUE_COLUMNS, name);
const ALL_ISSUE_COLUMNS: readonly IssueColumn[] = Object.keys(ISSUE_COLUMNS).filter(isIssueColumn);

/** The columns that need to know what was done before. */
const NEED_BEFORE: ReadonlySet<IssueColumn> = new Set(['recurrences', 'reopened_at']);

/** The issues of agents: the one definition, of which the view `hive.issues` is made. Columns that are not asked for cost, too. */
export const issuesSql = (columns: readonly IssueColumn[], { ofTenant, ofAgent }: Whose): string => `SELECT
    tenant,
    agent_id,
    issue_key,
    ${columns.map((name) => `${ISSUE_COLUMNS[name]} AS ${name}`).join(',\n    ')}
FROM
(
    SELECT
        *,
        -- The time, and within a millisecond the id, since ids count up, as one number: such are quick to compare.
        bitShiftLeft(toUInt256(toUnixTimestamp64Milli(ts)), 128) + toUInt128(event_id) AS told${
          columns.some((name) => NEED_BEFORE.has(name))
            ? `,
        lagInFrame(action) OVER (PARTITION BY tenant, agent_id, issue_key ORDER BY told) AS action_before`
            : ''
        }
    FROM hive.issue_log FINAL${where(ofTenant, ofAgent)}
)
GROUP BY tenant, agent_id, issue_key
-- A resolution of something that nobody reported is no issue.
HAVING countIf(action = 'reported') > 0`;

/** The view that says so, by its file. */
export const ISSUE_VIEWS: Readonly<Record<string, string>> = {
  '05_issues.sql': `-- Every issue over all its reports. The newest event decides whether it is open; the newest report says what it is. It
-- recurs when it is reported although it was closed; somebody who opens it again makes no recurrence. When it last became
-- open again, by a report or by somebody, is 1970 for one that never did.
CREATE OR REPLACE VIEW hive.issues AS
${issuesSql(ALL_ISSUE_COLUMNS, {})};
`,
};
