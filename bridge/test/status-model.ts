import fc from 'fast-check';
import type { AgentStatus, TaskStatus } from '@hiveboard/sdk/contract';
import type { SentSpan } from './test-bridge.js';

// What an agent and its runs may go through, as spans, and how they then stand: told twice, as plain code and as telemetry.

const MINUTE = 60_000;
/** When the server takes the earlier of two deliveries, before now. */
export const LONG_AGO = 10 * MINUTE;

/** How a run ended, and how many seconds after it began. */
interface End {
  readonly after: number;
  readonly outcome: 'completed' | 'failed' | 'cancelled';
}

/** A run of a task. Its start and what people do in it ride on progress spans, its end on its own span. */
interface Run {
  readonly begin: number;
  readonly people: readonly ('approval_requested' | 'approval_received' | 'escalated')[];
  readonly end: End | undefined;
}

/** What happens beside runs, at a second. */
interface Aside {
  readonly what: 'heartbeat' | 'llm_call' | 'action' | 'agent_registered' | 'agent_stopped' | 'approval_requested';
  readonly second: number;
}

/** An agent's life. */
export interface Life {
  /** Seconds; absent for an agent that never says. */
  readonly threshold: number | undefined;
  readonly runs: readonly Run[];
  readonly asides: readonly Aside[];
  /** Which spans come in the earlier delivery, which in the later, which in both, and in which order. */
  readonly arrivals: readonly {
    readonly isEarly: boolean;
    readonly isLate: boolean;
    readonly ranks: readonly number[];
  }[];
}

const second = fc.integer({ min: 1, max: 200 });
const run: fc.Arbitrary<Run> = fc.record({
  begin: second,
  people: fc.array(fc.constantFrom('approval_requested', 'approval_requested', 'approval_received', 'escalated'), {
    maxLength: 4,
  }),
  end: fc.option(
    fc.record({
      after: fc.integer({ min: 1, max: 80 }),
      outcome: fc.constantFrom('completed', 'failed', 'cancelled'),
    }),
    { nil: undefined },
  ),
});
const aside: fc.Arbitrary<Aside> = fc.record({
  what: fc.constantFrom(
    'heartbeat',
    'heartbeat',
    'llm_call',
    'action',
    'agent_registered',
    'agent_stopped',
    'approval_requested',
  ),
  second: fc.integer({ min: 1, max: 290 }),
});

/** Lives of every kind. */
export const life: fc.Arbitrary<Life> = fc.record({
  threshold: fc.constantFrom(undefined, 0, 60, 3600),
  runs: fc.array(run, { maxLength: 3 }),
  asides: fc.array(aside, { maxLength: 4 }),
  arrivals: fc.array(
    fc.record({
      isEarly: fc.boolean(),
      isLate: fc.boolean(),
      ranks: fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 16, maxLength: 16 },
  ),
});

/** A span of a life, and what it tells. */
interface Told {
  readonly span: SentSpan;
  /** The run that it speaks of as a task. */
  readonly run: number | undefined;
  readonly isStop: boolean;
  /** Epoch milliseconds of the newest thing that it tells of its agent. */
  readonly newest: number;
}

let count = 0;
const freshId = (): string => `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`;

const eventAt = (at: number, kind: string, words: Readonly<Record<string, string | number>> = {}) => ({
  name: `hive.${kind}`,
  at,
  attributes: { 'hive.event.id': freshId(), 'hive.event.kind': kind, ...words },
});

const nameOfRun = (agent: string, index: number): string => `${agent}-run-${index}`;

function spansOf({ threshold, runs, asides }: Life, agent: string, start: number): readonly Told[] {
  const of = { 'hive.agent.id': agent };
  const at = (seconds: number): number => start + seconds * 1000;
  const says = threshold === undefined ? {} : { 'hive.agent.stuck_threshold_seconds': threshold };
  const ofAgent = ({ what, second: when }: Aside): Told => {
    const words = what === 'heartbeat' || what === 'agent_registered' ? says : {};
    const span =
      what === 'action'
        ? { start: at(when), attributes: { ...of, 'hive.record': 'action', 'hive.action.name': 'search' } }
        : { start: at(when), attributes: { ...of, 'hive.record': 'agent' }, events: [eventAt(at(when), what, words)] };
    return { span, run: undefined, isStop: what === 'agent_stopped', newest: at(when) };
  };
  const ofRun = ({ begin, people, end }: Run, index: number): readonly Told[] => {
    const task = { ...of, 'hive.task.id': `task-${index}`, 'hive.task.run_id': nameOfRun(agent, index) };
    const progress = { ...task, 'hive.record': 'progress', 'hive.progress.start_time_ms': at(begin) };
    const steps = people.map((kind, place): Told => {
      const when = at(begin + place);
      const words = kind === 'approval_requested' ? { 'hive.approval.approver': 'ann' } : {};
      const span = { start: at(begin), attributes: progress, events: [eventAt(when, kind, words)] };
      return { span, run: index, isStop: false, newest: when };
    });
    const first = { span: { start: at(begin), attributes: progress }, run: index, isStop: false, newest: at(begin) };
    if (end === undefined) return [first, ...steps];
    const attributes = { ...task, 'hive.record': 'task', 'hive.task.outcome': end.outcome };
    const last = {
      span: { start: at(begin), end: at(begin + end.after), attributes },
      run: index,
      isStop: false,
      newest: at(begin),
    };
    return [first, ...steps, last];
  };
  return [...asides.map(ofAgent), ...runs.flatMap(ofRun)];
}

/** A life as it arrives, and how everything then stands. */
export interface Expectation {
  readonly agent: string;
  readonly early: readonly (readonly [rank: number, span: SentSpan])[];
  readonly late: readonly (readonly [rank: number, span: SentSpan])[];
  /** Undefined for an agent of whom nothing is told. */
  readonly status: AgentStatus | undefined;
  readonly runs: ReadonlyMap<string, TaskStatus>;
}

/** The definition of design.md, in plain code. */
export function expected(story: Life, agent: string, start: number): Expectation {
  const told = spansOf(story, agent, start).map((one, index) => {
    const { isEarly, isLate, ranks } = story.arrivals[index % story.arrivals.length] ?? {
      isEarly: false,
      isLate: true,
      ranks: [0],
    };
    // Whatever comes not at all comes late: everything arrives.
    return { ...one, isEarly, isLate: isLate || !isEarly, ranks };
  });
  const isHeardOf = told.some(({ isLate }) => isLate);
  // An agent that never says has no threshold, unless its heartbeats or its registration make it the usual one.
  const hasPulse = story.asides.some(({ what }) => what === 'heartbeat' || what === 'agent_registered');
  const threshold = hasPulse ? (story.threshold ?? 300) : 0;
  const isSilent = (isLate: boolean): boolean => threshold > 0 && !isLate && LONG_AGO > threshold * 1000;
  const at = (seconds: number): number => start + seconds * 1000;

  const runs = story.runs.map(({ begin, people, end }, index) => {
    const asked = people.filter((kind) => kind === 'approval_requested').length;
    const pending = Math.max(asked - people.filter((kind) => kind === 'approval_received').length, 0);
    const silent = isSilent(told.some(({ run: of, isLate }) => of === index && isLate));
    const status: TaskStatus =
      end !== undefined
        ? end.outcome
        : pending > 0
          ? 'waiting'
          : silent
            ? 'stuck'
            : people.includes('escalated')
              ? 'escalated'
              : 'processing';
    return { id: nameOfRun(agent, index), begin, end, pending, silent, status };
  });
  const ends = runs.flatMap(({ begin, end }) =>
    end === undefined ? [] : [{ second: begin + end.after, outcome: end.outcome }],
  );
  const lastEnd = ends.toSorted((a, b) => b.second - a.second || b.outcome.localeCompare(a.outcome))[0];
  const open = runs.filter(({ end }) => end === undefined);
  const asks = story.asides.filter(({ what }) => what === 'approval_requested').length;
  const newestOf = (isStop: boolean): number =>
    Math.max(0, ...told.filter((one) => one.isStop === isStop).map(({ newest }) => newest));
  const holds: readonly (readonly [AgentStatus, boolean])[] = [
    ['offline', newestOf(true) > 0 && newestOf(true) >= newestOf(false)],
    ['stuck', isSilent(isHeardOf)],
    ['error', lastEnd?.outcome === 'failed' && runs.every(({ begin }) => at(begin) <= at(lastEnd.second))],
    ['waiting', asks + open.reduce((sum, { pending }) => sum + pending, 0) > 0],
    ['processing', open.some(({ silent }) => !silent)],
    ['idle', true],
  ];
  const arriving = (which: 'isEarly' | 'isLate') =>
    told.flatMap((one) => (one[which] ? one.ranks.map((rank) => [rank, one.span] as const) : []));
  return {
    agent,
    early: arriving('isEarly'),
    late: arriving('isLate'),
    status: told.length === 0 ? undefined : holds.find(([, isSo]) => isSo)?.[0],
    runs: new Map(runs.map(({ id, status }) => [id, status])),
  };
}
