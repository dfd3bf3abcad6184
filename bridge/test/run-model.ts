import type { Run, Step, Told } from './run-story.js';

/** What a run comes to by the rules as one would say them, worked out here in the plainest way, from what was told. */
export interface Expected {
  readonly counts: Readonly<Record<'actions' | 'errors' | 'retries' | 'retryMs' | 'escalations', number>>;
  readonly waitingMs: number;
  readonly plan: {
    readonly revision: number;
    readonly goal: string;
    readonly history: readonly number[];
    readonly steps: readonly (readonly [description: string, state: string, calls: number, turns: number | null])[];
  } | null;
}

const byTime = (list: readonly Told[]): readonly Told[] =>
  [...list].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
const ofKind = (list: readonly Told[], kind: string): readonly Told[] => list.filter((one) => one.kind === kind);
const number = (one: Told, key: string): number | undefined => {
  const value = one.words[key];
  return typeof value === 'number' ? value : undefined;
};

/** Which failure each retry answers: the last before it, in its own place if it has one, and no failure twice. */
function retryMs(list: readonly Told[], steps: readonly Step[]): number {
  const answered = new Set<Step>();
  let ms = 0;
  for (const retry of byTime(ofKind(list, 'retry'))) {
    const place = retry.words['hive.action.id'];
    const failures = steps
      .filter(
        ({ error, inside, to }) => error !== undefined && to <= retry.at && (place === undefined || inside === place),
      )
      .sort((a, b) => a.to - b.to || a.to - a.from - (b.to - b.from) || (a.id < b.id ? -1 : 1));
    const failure = failures.at(-1);
    if (failure !== undefined && !answered.has(failure)) ms += failure.to - failure.from;
    if (failure !== undefined) answered.add(failure);
    ms += (number(retry, 'hive.retry.backoff_seconds') ?? 0) * 1000;
  }
  return ms;
}

/** Milliseconds, one by one, in which a request is open. One person is asked here, so decisions answer in order. */
function waitingMs(list: readonly Told[], end: number): number {
  const asked = byTime(ofKind(list, 'approval_requested'));
  const decided = [...byTime(ofKind(list, 'approval_received'))];
  const open = asked.map(({ at }, n) => ({ from: at, to: Math.max(at, decided[n]?.at ?? end) }));
  let ms = 0;
  for (let moment = 0; moment < end; moment += 1) {
    if (open.some(({ from, to }) => from <= moment && moment < to)) ms += 1;
  }
  return ms;
}

/** The highest revision that is announced at a moment, by what came before it; 0 before any. */
function announcedAt(list: readonly Told[], one: Told): number {
  const before = ofKind(list, 'plan_created').filter(({ at }) => at <= one.at);
  return Math.max(0, ...before.map((plan) => number(plan, 'hive.plan.revision') ?? 0));
}

function planOf(list: readonly Told[]): Expected['plan'] {
  const revisionOf = (one: Told): number => number(one, 'hive.plan.revision') ?? announcedAt(list, one);
  const announced = new Map(
    byTime(ofKind(list, 'plan_created')).map((plan) => [number(plan, 'hive.plan.revision') ?? 0, plan]),
  );
  const news = byTime(ofKind(list, 'plan_step'));
  const known = announced.size > 0 ? [...announced.keys()] : news.map(revisionOf);
  if (known.length === 0) return null;
  const revision = Math.max(...known);
  const plan = announced.get(revision);
  const planned = JSON.parse(String(plan?.words['hive.plan.steps'] ?? '[]')) as readonly {
    readonly description: string;
  }[];
  const own = news.filter((one) => revisionOf(one) === revision);
  const spokenOf = Math.max(0, ...own.map((one) => (number(one, 'hive.plan.step.index') ?? 0) + 1));
  const descriptions =
    planned.length > 0 ? planned.map(({ description }) => description) : Array.from({ length: spokenOf }, () => '');
  if (descriptions.length === 0) return null;
  const served = ofKind(list, 'llm_call').filter(
    (call) => number(call, 'hive.plan.step.index') !== undefined && revisionOf(call) === revision,
  );
  return {
    revision,
    goal: String(plan?.words['hive.plan.goal'] ?? ''),
    history: [...announced.keys()].sort((a, b) => a - b),
    steps: descriptions.map((description, index) => {
      const told = own.filter((one) => number(one, 'hive.plan.step.index') === index);
      const state = String(told.at(-1)?.words['hive.plan.step.action'] ?? 'pending');
      const turns = told.flatMap((one) => number(one, 'hive.plan.step.turns') ?? []);
      return [
        description === '' && told.length > 0 ? `Step ${index} ${state}` : description,
        state,
        served.filter((call) => number(call, 'hive.plan.step.index') === index).length,
        turns.length === 0 ? null : Math.max(...turns),
      ] as const;
    }),
  };
}

/** What a run comes to. */
export function expectedOf({ told = [], steps = [], error, end = 0 }: Run): Expected {
  return {
    counts: {
      actions: steps.length,
      errors: steps.filter((one) => one.error !== undefined).length + (error === undefined ? 0 : 1),
      retries: ofKind(told, 'retry').length,
      retryMs: retryMs(told, steps),
      escalations: ofKind(told, 'escalated').length,
    },
    waitingMs: waitingMs(told, end),
    plan: planOf(told),
  };
}
