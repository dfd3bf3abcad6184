import { defineEvent } from './concept.js';
import { count, oneOf, optional, text, type ValueOf } from './field.js';
import { isRecord, json } from './json-field.js';

/** What may happen to a step of a plan. */
export const STEP_ACTIONS = ['started', 'completed', 'failed', 'skipped'] as const;
export type StepAction = (typeof STEP_ACTIONS)[number];

/** How a step stands. */
export const STEP_STATES = ['pending', ...STEP_ACTIONS] as const;
export type StepState = (typeof STEP_STATES)[number];

/** A step as the plan names it; `index` counts from 0. */
export interface PlannedStep {
  readonly index: number;
  readonly description: string;
}

/** Steps that are no {@link PlannedStep} are dropped. */
function readSteps(value: unknown): readonly PlannedStep[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value
    .filter(isRecord)
    .flatMap(({ index, description }) =>
      typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 && typeof description === 'string'
        ? [{ index, description }]
        : [],
    );
}

/** What an agent means to do. A later plan with a higher revision replaces it. */
export const planCreated = defineEvent({
  kind: 'plan_created',
  scope: 'task',
  doc: 'The steps by which a task is to be done. A higher revision replaces the plan.',
  fields: {
    goal: text('hive.plan.goal', { doc: 'What the plan is for.' }),
    steps: json('hive.plan.steps', {
      doc: 'The steps in order.',
      read: readSteps,
      expected: 'a list of {index, description}',
    }),
    revision: optional(count('hive.plan.revision', { doc: '0 for the first plan, then counting up.' })),
  },
  summary: ({ goal }) => goal ?? 'Plan',
  tags: () => ['plan', 'created'],
});
export type Plan = ValueOf<typeof planCreated.fields>;

/** News of one step of the plan. */
export const planStep = defineEvent({
  kind: 'plan_step',
  scope: 'task',
  doc: 'A step of the plan starts or ends.',
  fields: {
    stepIndex: count('hive.plan.step.index', { doc: 'Which step, from 0.' }),
    action: oneOf('hive.plan.step.action', STEP_ACTIONS, { doc: 'What happened to it.' }),
    description: optional(text('hive.plan.step.description', { doc: 'The step in words, or its outcome.' })),
    totalSteps: optional(count('hive.plan.step.total', { doc: 'How many steps the plan has.' })),
    turns: optional(count('hive.plan.step.turns', { doc: 'Turns the step took.' })),
    tokens: optional(count('hive.plan.step.tokens', { doc: 'Tokens the step took.' })),
    planRevision: optional(count('hive.plan.revision', { doc: 'The plan that the step belongs to.' })),
  },
  summary: ({ description, stepIndex, action }) => description ?? `Step ${stepIndex ?? '?'} ${action ?? ''}`.trim(),
  tags: ({ action }) => ['plan', action === undefined ? undefined : `step_${action}`],
  severity: ({ action }) => (action === 'failed' ? 'error' : 'info'),
});
export type PlanStep = ValueOf<typeof planStep.fields>;
