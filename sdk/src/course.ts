import type { LlmCall } from './contract/index.js';
import type { PlanStepOptions } from './reports.js';

/** How far a task has come. */
export interface Course {
  readonly revision?: number | undefined;
  /** The step of the plan that began last. */
  readonly step?: number | undefined;
  readonly isStepOpen?: boolean;
  /** The retry that is under way. */
  readonly attempt?: number | undefined;
}

/** How far a task has come once a step of its plan began or ended. A retry is over when its step ends well, or another begins. */
export function afterStep(course: Course, { stepIndex, action, planRevision }: Partial<PlanStepOptions>): Course {
  const revision = planRevision ?? course.revision;
  const isSame = stepIndex === course.step;
  if (action === 'started') {
    return { revision, step: stepIndex, isStepOpen: true, attempt: isSame ? course.attempt : undefined };
  }
  return isSame
    ? { revision, step: stepIndex, isStepOpen: false, attempt: action === 'failed' ? course.attempt : undefined }
    : course;
}

/** What a call to a model belongs to inside its task. */
export type Served = Pick<LlmCall, 'planStep' | 'planRevision' | 'attempt'>;

/** What a call belongs to at this point of its task. */
export const servedBy = ({ revision, step, isStepOpen, attempt }: Course): Served => ({
  planStep: isStepOpen === true ? step : undefined,
  planRevision: revision,
  attempt,
});
