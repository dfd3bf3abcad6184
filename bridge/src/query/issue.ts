import {
  ISSUE_SEVERITIES,
  type AgentPipeline,
  type IssueChange,
  type IssueItem,
  type Json,
} from '@hiveboard/sdk/contract';
import { momentOrNull, parsed, textOrNull, type Reader } from './reader.js';

const COLUMNS = `issue_key, issue_id, last_action, last_actor, is_open, summary, severity, category, context, occurrences, recurrences,
    reopened_at, first_seen, last_seen, last_updated`;

/** A row of {@link COLUMNS}. */
interface IssueRow {
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
  readonly recurrences: number;
  readonly reopened_at: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly last_updated: string;
}

interface ListedRow extends IssueRow {
  readonly newest: string;
  readonly active_count: number;
  readonly resolved_count: number;
  readonly dismissed_count: number;
}

interface DecisionsRow {
  readonly issue_key: string;
  readonly decisions: readonly IssueChange[];
}

/** Open issues that one answer holds. */
const MOST_OPEN = 500;
/** Closed issues that one answer holds. */
const MOST_CLOSED = 100;
/** Decisions about an issue that are told. */
const MOST_DECISIONS = 20;

const ISSUE_SQL = `
SELECT ${COLUMNS}
FROM hive.issues
WHERE tenant = {tenant:String} AND agent_id = {agentId:String} AND issue_key = {issueKey:String}`;

const ISSUES_SQL = `
SELECT ${COLUMNS},
    max(last_updated) OVER () AS newest,
    countIf(is_open) OVER () AS active_count,
    countIf(last_action = 'resolved') OVER () AS resolved_count,
    countIf(last_action = 'dismissed') OVER () AS dismissed_count
FROM hive.issues
WHERE tenant = {tenant:String} AND agent_id = {agentId:String}
ORDER BY is_open DESC, is_open AND NOT has({severities:Array(String)}, severity),
    is_open ? indexOf({severities:Array(String)}, severity) : 0, is_open ? last_seen : last_updated DESC, issue_key
LIMIT ${MOST_OPEN} BY is_open`;

const DECISIONS_SQL = `
SELECT issue_key, arraySort(groupArray(CAST((ts, action, actor != '' ? actor : NULL),
    'Tuple(timestamp DateTime64(3, \\'UTC\\'), action String, by Nullable(String))'))) AS decisions
FROM
(
    SELECT issue_key, ts, action, actor
    FROM hive.issue_log FINAL
    PREWHERE action != 'reported'
    WHERE tenant = {tenant:String} AND agent_id = {agentId:String} AND issue_key IN {issues:Array(String)}
    ORDER BY ts DESC, toString(event_id) DESC
    LIMIT ${MOST_DECISIONS} BY issue_key
)
GROUP BY issue_key`;

const HOME_SQL = `
SELECT environment, group_name
FROM hive.agents
WHERE tenant = {tenant:String} AND agent_id = {agentId:String}`;

interface OfAgent {
  readonly tenant: string;
  readonly agentId: string;
}

const itemOf = (row: IssueRow, decisions: readonly IssueChange[]): IssueItem => ({
  issue_key: row.issue_key,
  issue_id: textOrNull(row.issue_id),
  summary: row.summary,
  severity: row.severity,
  category: textOrNull(row.category),
  context: parsed<Json>(row.context, null),
  action: row.last_action,
  by: textOrNull(row.last_actor),
  occurrences: row.occurrences,
  recurrences: row.recurrences,
  reopened_at: momentOrNull(row.reopened_at),
  first_seen: row.first_seen,
  last_seen: row.last_seen,
  decisions,
});

/** Who decided what about issues, by their keys, oldest first. */
async function findDecisions(
  reader: Reader,
  bindings: OfAgent & { readonly issues: readonly string[] },
  signal?: AbortSignal,
): Promise<(issueKey: string) => readonly IssueChange[]> {
  const rows = await reader.rows<DecisionsRow>(DECISIONS_SQL, { ...bindings }, signal);
  const byKey = new Map(rows.map(({ issue_key, decisions }) => [issue_key, decisions]));
  return (key) => byKey.get(key) ?? [];
}

/** One issue, and where its agent belongs. */
export interface FoundIssue {
  readonly item: IssueItem;
  readonly isOpen: boolean;
  /** Of its newest event, in epoch milliseconds. */
  readonly lastUpdated: number;
  readonly environment: string;
  readonly group: string;
}

/** An issue of an agent; undefined when it was never reported. */
export async function findIssue(
  reader: Reader,
  { issueKey, ...ofAgent }: OfAgent & { readonly issueKey: string },
  signal?: AbortSignal,
): Promise<FoundIssue | undefined> {
  const [[row], [home], decisionsOf] = await Promise.all([
    reader.rows<IssueRow>(ISSUE_SQL, { ...ofAgent, issueKey }, signal),
    reader.rows<{ environment: string; group_name: string }>(HOME_SQL, { ...ofAgent }, signal),
    findDecisions(reader, { ...ofAgent, issues: [issueKey] }, signal),
  ]);
  if (row === undefined) return undefined;
  return {
    item: itemOf(row, decisionsOf(issueKey)),
    isOpen: row.is_open === 1,
    lastUpdated: Date.parse(row.last_updated),
    environment: home?.environment ?? '',
    group: home?.group_name ?? '',
  };
}

/** The issues of an agent, the worst first; null when it never reported any. */
export async function findIssues(
  reader: Reader,
  ofAgent: OfAgent,
  signal?: AbortSignal,
): Promise<AgentPipeline['issues']> {
  const bindings = { ...ofAgent, severities: ISSUE_SEVERITIES };
  const rows = await reader.rows<ListedRow>(ISSUES_SQL, bindings, signal);
  const [first] = rows;
  if (first === undefined) return null;
  const open = rows.filter(({ is_open }) => is_open === 1);
  const closed = rows.filter(({ is_open }) => is_open === 0).slice(0, MOST_CLOSED);
  const issues = [...open, ...closed].map(({ issue_key }) => issue_key);
  const decisionsOf = await findDecisions(reader, { ...ofAgent, issues }, signal);
  const item = (row: IssueRow): IssueItem => itemOf(row, decisionsOf(row.issue_key));
  return {
    last_updated: first.newest,
    active_count: first.active_count,
    resolved_count: first.resolved_count,
    dismissed_count: first.dismissed_count,
    active: open.map(item),
    closed: closed.map(item),
  };
}
