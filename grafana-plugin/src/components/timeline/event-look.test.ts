import type { Json } from '@hiveboard/sdk/contract';
import { event } from './fixture-task.js';
import { faceOf } from './event-look.js';

type Data = Readonly<Record<string, Json>>;

test.each<[string, Data, readonly [label: string, drawn: string]]>([
  ['plan_created', { goal: 'Win' }, ['Plan: Win', 'neutral ring dot']],
  ['plan_created', { goal: 'Win', revision: 2 }, ['Replanned (rev 2): Win', 'neutral ring dot']],
  [
    'plan_step',
    { step_index: 0, action: 'started', description: 'Search' },
    ['Step 1 started: Search', 'active filled dot'],
  ],
  [
    'plan_step',
    { step_index: 1, action: 'completed', description: 'Score' },
    ['Step 2 completed: Score', 'success filled dot'],
  ],
  [
    'plan_step',
    { step_index: 1, action: 'failed', description: 'Score' },
    ['Step 2 failed: Score', 'error filled dot'],
  ],
  [
    'plan_step',
    { step_index: 1, action: 'skipped', description: 'Score' },
    ['Step 2 skipped: Score', 'neutral filled dot'],
  ],
  ['escalated', { reason: 'Too dear' }, ['Too dear', 'warning filled diamond']],
  ['approval_requested', { approver: 'dana' }, ['Waiting for dana', 'warning ring diamond']],
  ['approval_received', { approved_by: 'dana', decision: 'approved' }, ['Approved by dana', 'success filled diamond']],
  ['approval_received', { approved_by: 'dana', decision: 'rejected' }, ['Rejected by dana', 'error filled diamond']],
  ['approval_received', { decision: ['odd'] }, ['Decided by somebody', 'neutral filled diamond']],
  ['retry', { attempt: 2, reason: '503' }, ['Retry 2: 503', 'warning ring circle']],
  ['retry', {}, ['Retry: what was said', 'warning ring circle']],
  ['issue', { title: 'Slow' }, ['what was said', 'neutral ring circle']],
  ['custom', {}, ['what was said', 'neutral ring circle']],
  ['constructor', {}, ['what was said', 'neutral ring circle']],
])('%s with %j is labelled and drawn as %j', (kind, data, expected) => {
  const { look, label } = faceOf(event(kind, 0, { summary: 'what was said', data }));
  expect([label, `${look.tone} ${look.filled ? 'filled' : 'ring'} ${look.shape}`]).toEqual(expected);
});

test('an event that says nothing is named after its kind', () => {
  expect(faceOf(event('memory_op', 0)).label).toBe('memory_op');
});
