import { STEP_STATES } from '@hiveboard/sdk/contract';
import type { ShownPlan } from '../shown-timeline.js';
import { rowsOf, tableOf, type Column, type ReadableFrame, type Table } from '../table.js';

/** The name of the frame of a plan's steps. */
export const PLAN_FRAME = 'plan';

type PlanRow = Pick<ShownPlan, 'goal' | 'revision' | 'revisions'> & { readonly step: ShownPlan['steps'][number] };

const columns: readonly Column<PlanRow>[] = [
  { name: 'index', type: 'number', of: ({ step }) => step.index },
  { name: 'description', type: 'string', of: ({ step }) => step.description },
  { name: 'state', type: 'string', of: ({ step }) => step.state },
  { name: 'started_at', type: 'time', of: ({ step }) => step.started_at },
  { name: 'completed_at', type: 'time', of: ({ step }) => step.completed_at },
  { name: 'turns', type: 'number', of: ({ step }) => step.turns },
  { name: 'tokens', type: 'number', of: ({ step }) => step.tokens },
  { name: 'goal', type: 'string', of: ({ goal }) => goal },
  { name: 'revision', type: 'number', of: ({ revision }) => revision },
  { name: 'revisions', type: 'number', of: ({ revisions }) => revisions },
];

/** A plan as a table: one row for each step. */
export const planTable = ({ steps, ...plan }: ShownPlan): Table =>
  tableOf(
    PLAN_FRAME,
    columns,
    steps.map((step) => ({ ...plan, step })),
  );

/** The plan of a frame; null when it has no step. */
export function planIn(frame: ReadableFrame): ShownPlan | null {
  const rows = rowsOf(frame);
  const [first] = rows;
  if (first === undefined) return null;
  const steps = rows.map((row, position) => ({
    index: row.number('index') ?? position,
    description: row.text('description') ?? '',
    state: STEP_STATES.find((state) => state === row.text('state')) ?? 'pending',
    started_at: row.moment('started_at'),
    completed_at: row.moment('completed_at'),
    turns: row.number('turns'),
    tokens: row.number('tokens'),
  }));
  return {
    goal: first.text('goal') ?? '',
    revision: first.number('revision') ?? 0,
    revisions: first.number('revisions') ?? 1,
    completed: steps.filter(({ state }) => state === 'completed').length,
    steps,
  };
}
