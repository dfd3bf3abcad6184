import { AGENT_STATUSES, TASK_STATUSES } from '@hiveboard/sdk/contract';
import { AGENT_LOOKS, agentLook, TASK_LOOKS, taskLook } from './palette.js';

test('every agent status of the contract has a look', () => {
  expect(Object.keys(AGENT_LOOKS).sort()).toEqual([...AGENT_STATUSES].sort());
});

test('every task status of the contract has a look', () => {
  expect(Object.keys(TASK_LOOKS).sort()).toEqual([...TASK_STATUSES].sort());
});

test('no two agent statuses share a mark, so that colour is never the only difference', () => {
  expect(new Set(Object.values(AGENT_LOOKS).map(({ mark }) => mark)).size).toBe(AGENT_STATUSES.length);
});

test.each([
  ['warming_up', 'Warming up'],
  ['', 'Unknown'],
  ['toString', 'ToString'],
  ['<b>', '<b>'],
])('an unknown status %p reads %p in a neutral tone', (word, label) => {
  expect(agentLook(word)).toMatchObject({ label, tone: 'neutral' });
  expect(taskLook(word)).toMatchObject({ label, tone: 'neutral' });
});
