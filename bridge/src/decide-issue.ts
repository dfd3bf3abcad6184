import { randomUUID } from 'node:crypto';
import { issue, type IssueAction, type IssueDecision } from '@hiveboard/sdk/contract';
import type { DecideIssue, Decided } from './api/issue-route.js';
import { HttpError } from './errors.js';
import type { EventFact } from './normalise/facts.js';
import { findIssue, type FoundIssue } from './query/issue.js';
import type { Reader } from './query/reader.js';
import { eventRow } from './rows/event.js';
import { NO_ROWS } from './rows/rows.js';
import { StoreUnavailable, type Writer } from './store/writer.js';

/** What each decision is as an event, whether the issue is open afterwards, and how the event is told. */
const OUTCOMES: Readonly<
  Record<IssueDecision, { readonly action: IssueAction; readonly opens: boolean; readonly word: string }>
> = {
  resolve: { action: 'resolved', opens: false, word: 'Resolved' },
  dismiss: { action: 'dismissed', opens: false, word: 'Dismissed' },
  reopen: { action: 'reopened', opens: true, word: 'Reopened' },
};

/** The decision as an event like any that the agent itself might tell. */
function factOf({ agentId, decision, by }: Decided, found: FoundIssue, now: number): EventFact {
  const { item, environment, group } = found;
  const { action, word } = OUTCOMES[decision];
  const value = { title: item.summary, action, by, ...(item.category === null ? {} : { category: item.category }) };
  return {
    eventId: randomUUID(),
    // The newest event of an issue decides, and the agent's clock may be ahead of ours.
    at: Math.max(now, found.lastUpdated + 1),
    origin: {
      agentId,
      environment,
      group,
      project: '',
      taskId: '',
      taskRunId: '',
      taskType: '',
      correlationId: '',
      traceId: '',
    },
    kind: issue.kind,
    severity: 'info',
    status: '',
    summary: `${word}: ${item.summary}`,
    tags: issue.tags(value),
    durationMs: null,
    actionId: '',
    parentActionId: '',
    data: item.issue_id === null ? value : { ...value, issue_id: item.issue_id },
  };
}

export interface DecideIssueDependencies {
  readonly reader: Reader;
  readonly writer: Pick<Writer, 'write'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** Decisions are events, so that the state of an issue comes from its events alone. One that changes nothing is none. */
export function createDecideIssue({ reader, writer, clock }: DecideIssueDependencies): DecideIssue {
  return async (decided, signal) => {
    const { tenant, decision, by } = decided;
    const found = await findIssue(reader, decided, signal);
    if (found === undefined) return undefined;
    const { action, opens } = OUTCOMES[decision];
    if (found.item.action === action || (opens && found.isOpen)) return found.item;
    const receivedAt = clock();
    const arrival = { tenant, receivedAt };
    const fact = factOf(decided, found, receivedAt);
    const events = [eventRow(fact, arrival)];
    try {
      await writer.write({ ...NO_ROWS, events }, arrival);
    } catch (cause) {
      throw cause instanceof StoreUnavailable ? new HttpError('store_unavailable', { cause }) : cause;
    }
    const timestamp = new Date(fact.at).toISOString();
    return {
      ...found.item,
      action,
      by,
      reopened_at: opens ? timestamp : found.item.reopened_at,
      decisions: [...found.item.decisions, { timestamp, action, by }],
    };
  };
}
