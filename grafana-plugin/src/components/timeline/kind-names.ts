import type { Subject } from './node.js';

const NAMES: ReadonlyMap<string, string> = new Map([
  ['plan_created', 'Plan'],
  ['plan_step', 'Plan step'],
  ['retry', 'Retry'],
  ['escalated', 'Escalation'],
  ['approval_requested', 'Approval request'],
  ['approval_received', 'Approval decision'],
  ['issue', 'Issue'],
  ['action_started', 'Action'],
  ['custom', 'Event'],
]);

/** What a node stands for, in words. A kind without a name of its own reads as itself. */
export function kindOf(subject: Subject): string {
  switch (subject.type) {
    case 'task_start':
      return 'Task start';
    case 'task_end':
      return 'Task end';
    case 'action':
      return 'Action';
    case 'llm_call':
      return 'LLM call';
    case 'event':
      return NAMES.get(subject.event.kind) ?? subject.event.kind;
  }
}
