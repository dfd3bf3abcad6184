import { z } from 'zod';
import { METRICS, TASK_STATUSES } from '@hiveboard/sdk/contract';
import { HttpError } from '../errors.js';
import { cursorOf, numberAndTextIn, placeOf } from './cursor.js';
import { parse, periodOf } from './params.js';
import { agents } from './routes/agents.js';
import { llmCalls } from './routes/llm-calls.js';
import { metrics } from './routes/metrics.js';
import { tasks } from './routes/tasks.js';

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;
const A_MOMENT = 'expected a moment, in ISO 8601 such as 2026-11-21T10:00:00Z or in epoch milliseconds';
const A_STATUS = `expected any of ${TASK_STATUSES.join(', ')}, with commas between`;

/** The error that a call ends with. */
function refusal(call: () => unknown): HttpError {
  try {
    call();
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test.each([
  [{}, { since: NOW - 24 * HOUR, until: NOW }],
  [{ time_range: '1h' }, { since: NOW - HOUR, until: NOW }],
  [{ range: '7d' }, { since: NOW - 168 * HOUR, until: NOW }],
  [{ since: '2026-11-21T10:00:00Z' }, { since: NOW - 2 * HOUR, until: NOW }],
  [
    { since: String(NOW - HOUR), until: String(NOW - 1) },
    { since: NOW - HOUR, until: NOW - 1 },
  ],
  [{ since: '1999-01-01' }, { since: NOW - 3652 * 24 * HOUR, until: NOW }],
])('the period of %j', (query, expected) => {
  expect(periodOf(parse(tasks.parameters, query), NOW)).toEqual(expected);
});

test.each([
  [metrics.parameters, { metric: 'happiness' }, 'metric', `expected one of ${METRICS.join(', ')}`],
  [metrics.parameters, { metric: ['cost', 'cost'] }, 'metric', 'expected once, not 2 times'],
  [tasks.parameters, { limit: '0' }, 'limit', 'expected a whole number from 1 to 200'],
  [tasks.parameters, { limit: '1e9' }, 'limit', 'expected a whole number from 1 to 200'],
  [tasks.parameters, { limit: '1.5' }, 'limit', 'expected a whole number from 1 to 200'],
  [tasks.parameters, { limit: 'many' }, 'limit', 'expected a whole number from 1 to 200'],
  [tasks.parameters, { limit: ['1', '2', '3'] }, 'limit', 'expected once, not 3 times'],
  [tasks.parameters, { since: 'yesterday' }, 'since', A_MOMENT],
  [tasks.parameters, { until: `2026-11-21${' '.repeat(40)}` }, 'until', A_MOMENT],
  [tasks.parameters, { time_range: '2w' }, 'time_range', 'expected one of 1h, 6h, 24h, 7d, 30d'],
  [tasks.parameters, { status: 'failed,sad' }, 'status', A_STATUS],
  [tasks.parameters, { status: 'failed,'.repeat(100) }, 'status', A_STATUS],
  [tasks.parameters, { cursor: 'x'.repeat(1025) }, 'cursor', 'expected the cursor of an answer, unchanged'],
  [
    agents.parameters,
    { colour: 'red' },
    'colour',
    `not a parameter; expected one of ${Object.keys(agents.parameters.shape).join(', ')}`,
  ],
  [z.object({}), { colour: 'red' }, 'colour', 'not a parameter; expected none'],
  [llmCalls.parameters, { agent_id: 'x'.repeat(300) }, 'agent_id', 'expected at most 256 characters'],
])('a wrong parameter is named, with what it may be: %#', (schema, query, parameter, what) => {
  expect(refusal(() => parse(schema, query)).body()).toEqual({
    error: 'invalid_parameter',
    message: `${parameter}: ${what}`,
    status: 400,
    details: { parameter },
  });
});

test('a period that ends before it begins is refused', () => {
  const asked = parse(tasks.parameters, { since: '2026-11-21', until: '2026-11-20' });
  expect(refusal(() => periodOf(asked, NOW)).message).toBe('since: expected a moment before until');
});

test('a cursor comes back as the place it stands for', () => {
  const place = { at: NOW, id: "O'Brien \u2192 %" };
  expect(placeOf(cursorOf(place))).toEqual(place);
  expect(placeOf('')).toBeNull();
});

test.each([
  'abc',
  '[]',
  Buffer.from('[1]').toString('base64url'),
  Buffer.from('["a","b"]').toString('base64url'),
  cursorOf({ at: 0.5, id: 'x' }),
])('the cursor %s is refused', (cursor) => {
  expect(refusal(() => placeOf(cursor)).details).toEqual({ parameter: 'cursor' });
});

test('a number and a text come back that a cursor has beside its place', () => {
  expect(numberAndTextIn({ at: NOW, id: 'x', beside: `${NOW} two words` })).toEqual([NOW, 'two words']);
});

test.each([undefined, 'task-1', '12', '1.5 a', ' a'])(
  'a cursor with %j beside its place, where a number and a text should be, is refused',
  (beside) => {
    const place = beside === undefined ? { at: NOW, id: 'x' } : { at: NOW, id: 'x', beside };
    expect(refusal(() => numberAndTextIn(place)).details).toEqual({ parameter: 'cursor' });
  },
);
