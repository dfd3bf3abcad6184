import type { ActionNode, PlanStepView, PlanView, Spend, TaskTimeline, TimeBreakdown } from '@hiveboard/sdk/contract';

/** What frames carry of an action: its calls are frames of their own. */
export interface ShownAction extends Omit<ActionNode, 'calls' | 'children'> {
  readonly children: readonly ShownAction[];
}

/** What frames carry of a plan: the one in force. */
export interface ShownPlan extends Omit<PlanView, 'steps' | 'history'> {
  readonly steps: readonly Omit<PlanStepView, keyof Spend>[];
}

/** What frames carry of a timeline. */
export interface ShownTimeline extends Pick<TaskTimeline, 'task' | 'events' | 'truncated'> {
  readonly action_tree: readonly ShownAction[];
  readonly plan: ShownPlan | null;
  /** Null when no frame tells it. */
  readonly time_breakdown: TimeBreakdown | null;
}
