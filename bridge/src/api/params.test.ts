import { HttpError } from '../errors.js';
import { cursorOf, placeOf } from './cursor.js';
import { parse, periodOf } from './params.js';
import { agents } from './routes/agents.js';
import { llmCalls } from './routes/llm-calls.js';
import { metrics } from './routes/metrics.js';
import { tasks } from './routes/tasks.js';

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;

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
  [metrics.parameters, { metric: 'happiness' }, 'metric', 'metric: Invalid option: expected one of "cost"|"tokens"'],
  [
    metrics.parameters,
    { group_by: 'x; DROP TABLE' },
    'group_by',
    'group_by: Invalid option: expected one of "model"|"agent_id"',
  ],
  [tasks.parameters, { limit: '0' }, 'limit', 'limit: Too small: expected number to be >=1'],
  [tasks.parameters, { limit: '1e9' }, 'limit', 'limit: Too big: expected number to be <=200'],
  [tasks.parameters, { limit: ['1', '2'] }, 'limit', 'limit: Invalid input: expected number, received NaN'],
  [tasks.parameters, { since: 'yesterday' }, 'since', 'since: expected an ISO 8601 date or epoch milliseconds'],
  [
    tasks.parameters,
    { time_range: '2w' },
    'time_range',
    'time_range: Invalid option: expected one of "1h"|"6h"|"24h"|"7d"|"30d"',
  ],
  [
    tasks.parameters,
    { status: 'failed,sad' },
    'status',
    'status: expected any of completed, failed, cancelled, waiting, escalated, processing, stuck',
  ],
  [
    agents.parameters,
    { colour: 'red' },
    'colour',
    'colour: no such parameter; there are environment, group, status, limit',
  ],
  [
    llmCalls.parameters,
    { agent_id: 'x'.repeat(300) },
    'agent_id',
    'agent_id: Too big: expected string to have <=256 characters',
  ],
])('a wrong parameter is named, with what it may be: %#', (schema, query, parameter, message) => {
  const error = refusal(() => parse(schema, query));
  expect(error.body()).toEqual({ error: 'invalid_parameter', message, status: 400, details: { parameter } });
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
