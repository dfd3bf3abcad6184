import type { EventRecord } from '@hiveboard/sdk/contract';
import { numberOf, textOf } from '../llm-call/json-value.js';
import type { Tone } from '../../palette.js';
import type { Look } from './node.js';

/** How an event is drawn and what stands under it. */
export interface Face {
  readonly label: string;
  readonly look: Look;
}

type FaceOf = (event: EventRecord) => Face;

const STEP_TONES: ReadonlyMap<string, Tone> = new Map([
  ['started', 'active'],
  ['completed', 'success'],
  ['failed', 'error'],
]);

const DECISIONS: ReadonlyMap<string, { readonly word: string; readonly tone: Tone }> = new Map([
  ['approved', { word: 'Approved', tone: 'success' }],
  ['rejected', { word: 'Rejected', tone: 'error' }],
]);

const outline = (tone: Tone, shape: Look['shape'] = 'circle'): Look => ({ shape, tone, filled: false });
const filled = (tone: Tone, shape: Look['shape'] = 'circle'): Look => ({ shape, tone, filled: true });
const summaryOf = (event: EventRecord): string => event.summary || event.kind;
const field = (event: EventRecord, key: string): string | undefined => textOf(event.data[key]);

const planCreated: FaceOf = (event) => {
  const revision = numberOf(event.data['revision']) ?? 0;
  const goal = field(event, 'goal') ?? summaryOf(event);
  return {
    label: revision > 0 ? `Replanned (rev ${revision}): ${goal}` : `Plan: ${goal}`,
    look: outline('neutral', 'dot'),
  };
};

const planStep: FaceOf = (event) => {
  const action = field(event, 'action') ?? '';
  const index = numberOf(event.data['step_index']);
  const step = index === undefined ? 'Step' : `Step ${index + 1}`;
  return {
    label: `${step} ${action}: ${field(event, 'description') ?? summaryOf(event)}`,
    look: filled(STEP_TONES.get(action) ?? 'neutral', 'dot'),
  };
};

const approvalReceived: FaceOf = (event) => {
  const { word, tone } = DECISIONS.get(field(event, 'decision') ?? '') ?? { word: 'Decided', tone: 'neutral' };
  return { label: `${word} by ${field(event, 'approved_by') ?? 'somebody'}`, look: filled(tone, 'diamond') };
};

const retry: FaceOf = (event) => {
  const attempt = numberOf(event.data['attempt']);
  const reason = field(event, 'reason') ?? event.summary;
  const name = `Retry ${attempt ?? ''}`.trim();
  return { label: reason === '' ? name : `${name}: ${reason}`, look: outline('warning') };
};

// A map, not an object: a kind is whatever a sender wrote, `constructor` too.
const FACES: ReadonlyMap<string, FaceOf> = new Map<string, FaceOf>([
  ['plan_created', planCreated],
  ['plan_step', planStep],
  ['retry', retry],
  ['approval_received', approvalReceived],
  [
    'approval_requested',
    (event) => ({
      label: `Waiting for ${field(event, 'approver') ?? 'approval'}`,
      look: outline('warning', 'diamond'),
    }),
  ],
  ['escalated', (event) => ({ label: field(event, 'reason') ?? summaryOf(event), look: filled('warning', 'diamond') })],
  ['action_started', (event) => ({ label: field(event, 'name') ?? summaryOf(event), look: outline('active') })],
  ['action_completed', (event) => ({ label: field(event, 'name') ?? summaryOf(event), look: outline('active') })],
  ['action_failed', (event) => ({ label: field(event, 'name') ?? summaryOf(event), look: filled('error') })],
]);

/** How an event is drawn; kinds without a look of their own are grey outlines. */
export const faceOf = (event: EventRecord): Face =>
  FACES.get(event.kind)?.(event) ?? { label: summaryOf(event), look: outline('neutral') };
