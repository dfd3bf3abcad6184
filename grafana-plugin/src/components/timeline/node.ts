import type { EventRecord, LlmCallRecord, TaskStatus } from '@hiveboard/sdk/contract';
import type { ShownAction } from '../../data/shown-timeline.js';
import type { Tone } from '../../palette.js';

/** The form says what kind of thing a node is, so that colour is never the only sign. */
export type Shape = 'circle' | 'square' | 'diamond' | 'dot';

/** How a node is drawn on the track. */
export interface Look {
  readonly shape: Shape;
  readonly tone: Tone;
  readonly filled: boolean;
}

/** What a node stands for. */
export type Subject =
  | { readonly type: 'task_start' }
  | { readonly type: 'task_end'; readonly status: TaskStatus }
  | { readonly type: 'action'; readonly action: ShownAction }
  | { readonly type: 'llm_call'; readonly call: LlmCallRecord; readonly event: EventRecord | null }
  | { readonly type: 'event'; readonly event: EventRecord };

/** One point of the track. */
export interface TimelineNode {
  /** The event's id; `action:<id>`, `task:start` and `task:end` for what is no event. */
  readonly id: string;
  /** Epoch milliseconds: an action's start, any other's own moment. */
  readonly at: number;
  /** Epoch milliseconds between which it went on; equal for moments. The end of running work is the latest moment known. */
  readonly from: number;
  readonly until: number;
  /** Null for moments and for work that still runs. */
  readonly durationMs: number | null;
  readonly label: string;
  readonly look: Look;
  /** The action in which it happened. */
  readonly actionId: string | null;
  readonly running: boolean;
  readonly subject: Subject;
}
