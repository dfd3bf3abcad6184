import { clip, lengthOf, type Interval } from './intervals.js';
import type { Tone } from '../../palette.js';
import type { TimelineNode } from './node.js';
import type { Span } from './nodes.js';

/** What a task's time went into. */
export const SHARES = [
  { key: 'llm', label: 'LLM', tone: 'llm' },
  { key: 'human', label: 'Waiting for a human', tone: 'warning' },
  { key: 'actions', label: 'Tools and actions', tone: 'active' },
  { key: 'other', label: 'Other', tone: 'neutral' },
] as const satisfies readonly { readonly key: string; readonly label: string; readonly tone: Tone }[];
export type ShareKey = (typeof SHARES)[number]['key'];

/** Milliseconds for each share. They add up to the task's duration, however much ran side by side. */
export type Breakdown = Readonly<Record<ShareKey, number>>;

/** Each moment counts once, for the first that applies: a model at work, a human waited for, an action, other. */
export function breakdownOf(nodes: readonly TimelineNode[], span: Span): Breakdown {
  const llm = clip(
    nodes.filter(({ subject }) => subject.type === 'llm_call'),
    span,
  );
  const human = clip(waits(nodes, span.until), span);
  const actions = clip(
    nodes.filter(({ subject }) => subject.type === 'action'),
    span,
  );
  const withLlm = lengthOf(llm);
  const withHuman = lengthOf([...llm, ...human]);
  const withActions = lengthOf([...llm, ...human, ...actions]);
  return {
    llm: withLlm,
    human: withHuman - withLlm,
    actions: withActions - withHuman,
    other: span.until - span.from - withActions,
  };
}

/** From the first unanswered request to the decision that leaves none open; until the end when none comes. */
function waits(nodes: readonly TimelineNode[], end: number): readonly Interval[] {
  const found: Interval[] = [];
  let open = 0;
  let since = 0;
  for (const { subject, at } of nodes) {
    if (subject.type !== 'event') continue;
    if (subject.event.kind === 'approval_requested') {
      if (open === 0) since = at;
      open += 1;
    } else if (subject.event.kind === 'approval_received' && open > 0) {
      open -= 1;
      if (open === 0) found.push({ from: since, until: at });
    }
  }
  return open > 0 ? [...found, { from: since, until: end }] : found;
}
