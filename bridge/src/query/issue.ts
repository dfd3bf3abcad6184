import type { IssueItem, Json } from '@hiveboard/sdk/contract';
import { parsed, textOrNull, type Reader } from './reader.js';

/** The columns of `hive.issues` that an {@link IssueRow} has. */
export const ISSUE_COLUMNS = `issue_key, issue_id, last_action, last_actor, is_open, summary, severity, category, context, occurrences,
    first_seen, last_seen, last_updated`;

/** A row of {@link ISSUE_COLUMNS}. */
export interface IssueRow {
  readonly issue_key: string;
  readonly issue_id: string;
  readonly last_action: string;
  readonly last_actor: string;
  readonly is_open: number;
  readonly summary: string;
  readonly severity: string;
  readonly category: string;
  readonly context: string;
  readonly occurrences: number;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly last_updated: string;
}

/** A row as the API tells it. */
export const issueItem = (row: IssueRow): IssueItem => ({
  issue_key: row.issue_key,
  issue_id: textOrNull(row.issue_id),
  summary: row.summary,
  severity: row.severity,
  category: textOrNull(row.category),
  context: parsed<Json>(row.context, null),
  action: row.last_action,
  by: textOrNull(row.last_actor),
  occurrences: row.occurrences,
  first_seen: row.first_seen,
  last_seen: row.last_seen,
});

/** One issue, and where its agent belongs. */
export interface FoundIssue {
  readonly item: IssueItem;
  readonly isOpen: boolean;
  /** Of its newest event, in epoch milliseconds. */
  readonly lastUpdated: number;
  readonly environment: string;
  readonly group: string;
}

const ISSUE_SQL = `
SELECT ${ISSUE_COLUMNS}
FROM hive.issues
WHERE tenant = {tenant:String} AND agent_id = {agentId:String} AND issue_key = {issueKey:String}`;

const HOME_SQL = `
SELECT environment, group_name
FROM hive.agents
WHERE tenant = {tenant:String} AND agent_id = {agentId:String}`;

/** An issue of an agent; undefined when it was never reported. */
export async function findIssue(
  reader: Reader,
  bindings: { readonly tenant: string; readonly agentId: string; readonly issueKey: string },
  signal?: AbortSignal,
): Promise<FoundIssue | undefined> {
  const [[row], [home]] = await Promise.all([
    reader.rows<IssueRow>(ISSUE_SQL, bindings, signal),
    reader.rows<{ environment: string; group_name: string }>(HOME_SQL, bindings, signal),
  ]);
  if (row === undefined) return undefined;
  return {
    item: issueItem(row),
    isOpen: row.is_open === 1,
    lastUpdated: Date.parse(row.last_updated),
    environment: home?.environment ?? '',
    group: home?.group_name ?? '',
  };
}
