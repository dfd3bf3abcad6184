import { createHash } from 'node:crypto';
import type { SentSpan } from './test-bridge.js';

type Words = Readonly<Record<string, string | number>>;

/** Something that an agent tells of a run, at a moment in milliseconds after the story begins. */
export interface Told {
  readonly at: number;
  readonly kind: string;
  readonly words: Words;
  readonly id: string;
}

/** A step that is over. */
export interface Step {
  readonly id: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly inside?: string;
  readonly error?: string;
}

let count = 0;
/** An id as the SDK makes them: the later, the greater. */
const freshId = (): string => `0198c2a4-5b7e-7000-8000-${(++count).toString(16).padStart(12, '0')}`;

/** Something told, with an id of its own. */
export const told = (at: number, kind: string, words: Words = {}): Told => ({ at, kind, words, id: freshId() });

/** Said of what is told inside an action. */
export const within = (action: string | undefined): Words => (action === undefined ? {} : { 'hive.action.id': action });

export const asks = (at: number, approver: string): Told =>
  told(at, 'approval_requested', { 'hive.approval.approver': approver, 'hive.approval.reason': 'big' });
export const decides = (at: number, person: string): Told =>
  told(at, 'approval_received', { 'hive.approval.approved_by': person, 'hive.approval.decision': 'approved' });
export const retries = (at: number, attempt: number, words: Words = {}): Told =>
  told(at, 'retry', { 'hive.retry.attempt': attempt, 'hive.retry.reason': `reason ${attempt}`, ...words });
/** Said of a retry: how long the agent waits first. */
export const waits = (seconds: number | undefined): Words =>
  seconds === undefined ? {} : { 'hive.retry.backoff_seconds': seconds };
export const plans = (at: number, revision: number | undefined, steps: readonly string[]): Told =>
  told(at, 'plan_created', {
    'hive.plan.goal': `goal ${revision ?? 0}`,
    'hive.plan.steps': JSON.stringify(steps.map((description, index) => ({ index, description }))),
    ...(revision === undefined ? {} : { 'hive.plan.revision': revision }),
  });
export const step = (at: number, [index, action]: readonly [number, string], words: Words = {}): Told =>
  told(at, 'plan_step', { 'hive.plan.step.index': index, 'hive.plan.step.action': action, ...words });
/** A call that had its answer at `at` and took `ms`. */
export const calls = (at: number, ms: number, words: Words = {}): Told =>
  told(at, 'llm_call', {
    'hive.llm_call.name': 'ask',
    'gen_ai.request.model': 'm',
    'hive.llm_call.duration_ms': ms,
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.output_tokens': 10,
    'hive.cost.usd': 0.01,
    ...words,
  });

/** A run of a task, from the moment at which its story begins. */
export interface Run {
  readonly task: string;
  readonly run: string;
  readonly agent?: string;
  /** Epoch milliseconds. */
  readonly start: number;
  /** Milliseconds after the start; open without. */
  readonly end?: number;
  readonly error?: string;
  readonly told?: readonly Told[];
  readonly steps?: readonly Step[];
}

const traceOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 32);

const attributesOf = ({ agent = 'agent', task, run }: Run): Words => ({
  'hive.agent.id': agent,
  'hive.task.id': task,
  'hive.task.run_id': run,
});

const eventsOf = (start: number, list: readonly Told[]): NonNullable<SentSpan['events']> =>
  list.map(({ at, kind, words, id }) => ({
    name: `hive.${kind}`,
    at: start + at,
    attributes: { 'hive.event.id': id, 'hive.event.kind': kind, ...words },
  }));

/** What the run tells while it goes on: a progress span. */
export const progressSpan = (run: Run, list: readonly Told[]): SentSpan => ({
  traceId: traceOf(run.run),
  name: 'hive.progress',
  start: run.start,
  attributes: {
    ...attributesOf(run),
    'hive.record': 'progress',
    'hive.progress.seq': 0,
    'hive.progress.start_time_ms': run.start,
  },
  events: eventsOf(run.start, list),
});

/** A step that is over, as a span of its own. */
export const stepSpan = (run: Run, { id, name, from, to, inside, error }: Step): SentSpan => ({
  traceId: traceOf(run.run),
  spanId: id,
  start: run.start + from,
  end: run.start + to,
  ...(error === undefined ? {} : { error }),
  attributes: {
    ...attributesOf(run),
    'hive.record': 'action',
    'hive.action.name': name,
    ...(inside === undefined ? {} : { 'hive.action.parent_id': inside }),
  },
});

/** The end of a run, with everything that it told. */
export const endSpan = (run: Run, end: number): SentSpan => ({
  traceId: traceOf(run.run),
  spanId: 'ffffffffffffffff',
  start: run.start,
  end: run.start + end,
  ...(run.error === undefined ? {} : { error: run.error }),
  attributes: { ...attributesOf(run), 'hive.record': 'task' },
  events: eventsOf(run.start, run.told ?? []),
});

/** All spans of a run. */
export const spansOf = (run: Run): readonly SentSpan[] => [
  progressSpan(run, run.told ?? []),
  ...(run.steps ?? []).map((one) => stepSpan(run, one)),
  ...(run.end === undefined ? [] : [endSpan(run, run.end)]),
];
