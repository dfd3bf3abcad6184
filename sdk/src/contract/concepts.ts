import { actionStarted } from './action.js';
import { agentRegistered, agentStopped } from './agent.js';
import { approvalReceived, approvalRequested } from './approval.js';
import type { EventConcept } from './concept.js';
import { custom } from './custom.js';
import { escalated } from './escalation.js';
import { heartbeat } from './heartbeat.js';
import { issue } from './issue.js';
import { llmCall } from './llm-call.js';
import { planCreated, planStep } from './plan.js';
import { queueSnapshot } from './queue.js';
import { retry } from './retry.js';
import { scheduled } from './schedule.js';
import { todo } from './todo.js';

/** Every concept that travels as a span event. A new one is one line here. */
export const EVENT_CONCEPTS = [
  agentRegistered,
  agentStopped,
  heartbeat,
  actionStarted,
  llmCall,
  planCreated,
  planStep,
  retry,
  escalated,
  approvalRequested,
  approvalReceived,
  issue,
  queueSnapshot,
  todo,
  scheduled,
  custom,
] as const;

/** The kinds that have a concept. Others are stored and shown generically. */
export type EventKind = (typeof EVENT_CONCEPTS)[number]['kind'];

const byKind: ReadonlyMap<string, EventConcept> = new Map(
  EVENT_CONCEPTS.map((concept): [string, EventConcept] => [concept.kind, concept]),
);

/** The concept of a kind, or undefined for a kind that nobody has defined. */
export const conceptOf = (kind: string): EventConcept | undefined => byKind.get(kind);
