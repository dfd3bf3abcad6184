import type {
  AgentPipeline,
  ApprovalItem,
  IssueItem,
  Json,
  QueueItem,
  QueueProcessing,
  TodoItem,
} from '@hiveboard/sdk/contract';

/** What is common to all that is told: who tells it twice tells the same. */
interface Told {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}
export interface QueueTold extends Told {
  readonly kind: 'queue';
  readonly depth: number;
  readonly oldestAge: number | null;
  readonly items: readonly QueueItem[] | null;
  readonly processing: QueueProcessing | null;
}
export interface TodoTold extends Told {
  readonly kind: 'todo';
  readonly todoId: string;
  readonly action: string;
  readonly title: string;
  readonly priority: string | null;
}
interface Item {
  readonly id: string;
  readonly next_run: string;
  readonly interval: string | null;
  readonly enabled: boolean;
}
export interface ScheduleTold extends Told {
  readonly kind: 'schedule';
  readonly items: readonly Item[];
}
export interface IssueTold extends Told {
  readonly kind: 'issue';
  readonly issueId: string | null;
  readonly title: string;
  readonly action: string;
  readonly severity: string;
  readonly context: Readonly<Record<string, Json>> | null;
  readonly count: number | null;
  readonly by: string | null;
}
export interface ApprovalTold extends Told {
  readonly kind: 'approval_requested' | 'approval_received';
  readonly inRun: boolean;
  readonly person: string;
}
export interface EndTold extends Told {
  readonly kind: 'end';
}
/** Anything that concerns the pipeline of an agent, who works at one run. */
export type PipelineTold = QueueTold | TodoTold | ScheduleTold | IssueTold | ApprovalTold | EndTold;

const iso = (at: number): string => new Date(at).toISOString();
const compare = (one: string | number, other: string | number): number => (one < other ? -1 : one > other ? 1 : 0);
const byTime = (one: Told, other: Told): number => compare(one.at, other.at) || compare(one.id, other.id);

/** Everything of a kind, once, in order. */
function ofKind<Kind extends PipelineTold['kind']>(
  told: readonly PipelineTold[],
  ...kinds: readonly Kind[]
): readonly Extract<PipelineTold, { kind: Kind }>[] {
  const once = new Map(told.map((one) => [one.id, one]));
  const isOf = (one: PipelineTold): one is Extract<PipelineTold, { kind: Kind }> =>
    kinds.some((kind) => kind === one.kind);
  return [...once.values()].filter(isOf).toSorted(byTime);
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

const newestOf = (all: readonly Told[]): string => iso(Math.max(...all.map(({ at }) => at)));
const rank = (words: readonly string[], word: string | null): number =>
  word !== null && words.includes(word) ? words.indexOf(word) : words.length;

function todosOf(told: readonly PipelineTold[]): AgentPipeline['todos'] {
  const all = ofKind(told, 'todo');
  if (all.length === 0) return null;
  const items = [...grouped(all, ({ todoId }) => todoId).values()].flatMap((events): readonly TodoItem[] => {
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [
      {
        todo_id: first.todoId,
        action: last.action,
        active: !['completed', 'dismissed'].includes(last.action),
        summary: first.title,
        priority: events.findLast(({ priority }) => priority !== null)?.priority ?? null,
        source: null,
        context: null,
        due_by: null,
        created_at: iso(first.at),
        updated_at: iso(last.at),
        event_count: events.length,
        history: events.map(({ id, at, action, title }) => ({
          timestamp: iso(at),
          event_id: id,
          action,
          summary: title,
        })),
      },
    ];
  });
  const wanted = ({ active, priority }: TodoItem): number => (active ? rank(['high', 'normal', 'low'], priority) : 9);
  return {
    last_updated: newestOf(all),
    active_count: items.filter(({ active }) => active).length,
    completed_count: items.filter(({ action }) => action === 'completed').length,
    dismissed_count: items.filter(({ action }) => action === 'dismissed').length,
    items: items.toSorted(
      (one, other) =>
        compare(wanted(one), wanted(other)) ||
        compare(other.updated_at, one.updated_at) ||
        compare(one.todo_id, other.todo_id),
    ),
  };
}

/** Runs that were due between then and a moment, five minutes of grace included. */
function missed({ next_run, interval, enabled }: Item, at: number): number {
  const due = Date.parse(next_run);
  if (!enabled || due + 300_000 > at) return 0;
  let runs = 0;
  for (let run = due; run + 300_000 <= at; run += 3_600_000) runs += 1;
  return interval === '1h' ? runs : 1;
}

function scheduleOf(told: readonly PipelineTold[], now: number): AgentPipeline['scheduled'] {
  const newest = ofKind(told, 'schedule').at(-1);
  if (newest === undefined) return null;
  const items = newest.items.map((item) => ({
    ...item,
    name: null,
    last_status: null,
    missed_runs: missed(item, now),
    missed_when_reported: missed(item, newest.at),
  }));
  return {
    last_updated: iso(newest.at),
    enabled_count: items.filter(({ enabled }) => enabled).length,
    missed_runs: items.reduce((sum, { missed_runs }) => sum + missed_runs, 0),
    items: items.toSorted((one, other) => compare(one.next_run, other.next_run)),
  };
}

function issueOf(events: readonly IssueTold[]): IssueItem | undefined {
  const reports = events.filter(({ action }) => action === 'reported');
  const [first, report, last] = [reports[0], reports.at(-1), events.at(-1)];
  if (first === undefined || report === undefined || last === undefined) return undefined;
  let isClosed = false;
  let recurrences = 0;
  let reopenedAt: string | null = null;
  for (const { action, at } of events) {
    const closes = action === 'resolved' || action === 'dismissed';
    if (isClosed && !closes) reopenedAt = iso(at);
    if (isClosed && action === 'reported') recurrences += 1;
    isClosed = closes;
  }
  return {
    // The hash of a title is a thing of the database.
    issue_key: report.issueId ?? `title ${report.title}`,
    issue_id: report.issueId,
    summary: report.title,
    severity: report.severity,
    category: null,
    context: report.context,
    action: last.action,
    by: last.by,
    occurrences: Math.max(report.count ?? 0, reports.length),
    recurrences,
    reopened_at: reopenedAt,
    first_seen: iso(first.at),
    last_seen: iso(report.at),
    decisions: events
      .filter(({ action }) => action !== 'reported')
      .map(({ at, action, by }) => ({ timestamp: iso(at), action, by })),
  };
}

function issuesOf(told: readonly PipelineTold[]): AgentPipeline['issues'] {
  const groups = grouped(ofKind(told, 'issue'), ({ issueId, title }) => issueId ?? `title ${title}`);
  const found = [...groups.values()].flatMap((events) => {
    const item = issueOf(events);
    return item === undefined ? [] : [{ item, updated: newestOf(events) }];
  });
  if (found.length === 0) return null;
  const isClosed = ({ item }: { readonly item: IssueItem }): boolean => ['resolved', 'dismissed'].includes(item.action);
  const count = (action: string): number => found.filter(({ item }) => item.action === action).length;
  const byKey = (one: IssueItem, other: IssueItem): number => compare(one.issue_key, other.issue_key);
  return {
    last_updated:
      found
        .map(({ updated }) => updated)
        .toSorted(compare)
        .at(-1) ?? '',
    active_count: found.length - found.filter(isClosed).length,
    resolved_count: count('resolved'),
    dismissed_count: count('dismissed'),
    active: found
      .filter((one) => !isClosed(one))
      .map(({ item }) => item)
      .toSorted(byKey),
    closed: found
      .filter(isClosed)
      .map(({ item }) => item)
      .toSorted(byKey),
  };
}

/** What is asked of an agent's pipeline, without how old things are by now; issues in the order of their keys. */
export function modelPipeline(agent: string, told: readonly PipelineTold[], now: number): object {
  const queue = ofKind(told, 'queue').at(-1);
  return {
    agent_id: agent,
    queue:
      queue === undefined
        ? null
        : {
            last_updated: iso(queue.at),
            depth: queue.depth,
            oldest_age_seconds: queue.oldestAge,
            items: queue.items,
            processing: queue.processing,
          },
    todos: todosOf(told),
    scheduled: scheduleOf(told, now),
    issues: issuesOf(told),
  };
}

/** Requests of a run, or outside any, with their decisions: each person's own in order, then what is left in order. */
function pairsOf(events: readonly ApprovalTold[]): readonly (readonly [ApprovalTold, ApprovalTold | undefined])[] {
  const pairs: (readonly [ApprovalTold, ApprovalTold | undefined])[] = [];
  const requests: ApprovalTold[] = [];
  const decisions: ApprovalTold[] = [];
  for (const own of grouped(events, ({ person }) => person).values()) {
    const asked = own.filter(({ kind }) => kind === 'approval_requested');
    const said = own.filter(({ kind }) => kind === 'approval_received');
    for (let index = 0; index < Math.max(asked.length, said.length); index += 1) {
      const [request, decision] = [asked[index], said[index]];
      if (request !== undefined && decision !== undefined && decision.at >= request.at) pairs.push([request, decision]);
      else {
        if (request !== undefined) requests.push(request);
        if (decision !== undefined) decisions.push(decision);
      }
    }
  }
  decisions.sort(byTime);
  return [...pairs, ...requests.toSorted(byTime).map((request, index) => [request, decisions[index]] as const)];
}

/** What is asked of an agent's approvals; how long what waits has waited is not told. */
export function modelApprovals(told: readonly PipelineTold[]): readonly Partial<ApprovalItem>[] {
  const events = ofKind(told, 'approval_requested', 'approval_received');
  const end = ofKind(told, 'end').at(-1);
  const items = [true, false].flatMap((inRun) =>
    pairsOf(events.filter((event) => event.inRun === inRun)).map(([request, decision]) => {
      const closed = decision ?? (inRun ? end : undefined);
      const status = decision !== undefined ? 'decided' : closed !== undefined ? 'abandoned' : 'pending';
      return {
        request_id: request.id,
        status,
        approver: request.person,
        since: iso(request.at),
        ...(closed === undefined ? {} : { waiting_seconds: Math.max(0, closed.at - request.at) / 1000 }),
        closed_at: closed === undefined ? null : iso(closed.at),
        decided_by: decision?.person ?? null,
      } as const;
    }),
  );
  return items.toSorted((one, other) => compare(one.since, other.since) || compare(one.request_id, other.request_id));
}
