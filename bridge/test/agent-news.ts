import type { SentSpan } from './test-bridge.js';

type Words = Readonly<Record<string, string | number>>;

/** Something that an agent tells, at a moment in epoch milliseconds. */
export interface News {
  readonly at: number;
  readonly kind: string;
  readonly words?: Words;
}

let count = 0;
/** Ids that count up, as an agent's own do. */
export const freshId = (): string => `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`;

const eventOf = ({ at, kind, words }: News) => ({
  name: `hive.${kind}`,
  at,
  attributes: { 'hive.event.id': freshId(), 'hive.event.kind': kind, ...words },
});

/** What an agent tells outside any task, as a span. */
export const ofAgent = (agent: string, ...news: readonly News[]): SentSpan => ({
  name: 'hive.agent',
  start: news[0]?.at ?? 0,
  attributes: { 'hive.record': 'agent', 'hive.agent.id': agent },
  events: news.map(eventOf),
});

/** A run of a task, and where it belongs. */
export interface ToldRun {
  readonly agent: string;
  readonly task: string;
  readonly start: number;
  /** While there is none the run is open. */
  readonly end?: number;
  readonly words?: Words;
}

/** What a run tells: on a progress span while it is open, else on its own. */
export function ofRun({ agent, task, start, end, words }: ToldRun, ...news: readonly News[]): SentSpan {
  const attributes = {
    'hive.record': 'task',
    'hive.agent.id': agent,
    'hive.task.id': task,
    'hive.task.run_id': `${task}-run`,
    ...words,
  };
  const open = { 'hive.record': 'progress', 'hive.progress.seq': 0, 'hive.progress.start_time_ms': start };
  return {
    name: 'invoke_agent',
    start,
    end: end ?? start,
    attributes: end === undefined ? { ...attributes, ...open } : attributes,
    events: news.map(eventOf),
  };
}

/** What asks for an approval, and what gives it. */
export const asks = (at: number, approver: string, reason = 'a deal'): News => ({
  at,
  kind: 'approval_requested',
  words: { 'hive.approval.approver': approver, 'hive.approval.reason': reason },
});
export const decides = (at: number, by: string, decision = 'approved'): News => ({
  at,
  kind: 'approval_received',
  words: { 'hive.approval.approved_by': by, 'hive.approval.decision': decision },
});
