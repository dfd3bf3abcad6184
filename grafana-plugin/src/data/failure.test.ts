import { failure, failureOf, failureOfQueryError, type FailureKind } from './failure.js';

const api = (status: number, message = 'words of the bridge') => ({ error: 'x', message, status, details: null });

test.each<[string, unknown, FailureKind]>([
  ['nothing at all', undefined, 'server'],
  ['an answer of an unexpected shape', new TypeError('x is undefined'), 'server'],
  ['no connection', { status: 0, statusText: 'Failed to fetch' }, 'unreachable'],
  ['a proxy that finds no bridge', { status: 502, data: '' }, 'unreachable'],
  ['a proxy that waits in vain', { status: 504, data: {} }, 'unreachable'],
  ['a refused key', { status: 401, data: api(401) }, 'unauthorized'],
  ['a refused key that Grafana made a 400', { status: 400, data: api(401) }, 'unauthorized'],
  ['a key without the scope', { status: 403, data: api(403) }, 'forbidden'],
  ['a bridge that starts', { status: 503, data: api(503) }, 'not-ready'],
  ['a task that is not there', { status: 404, data: api(404) }, 'not-found'],
  ['another server', { status: 404, data: '<html>' }, 'wrong-address'],
  [
    'a question that takes too long',
    { status: 400, data: { ...api(400), error: 'query_too_expensive' } },
    'too-expensive',
  ],
  ['a key that asks too often', { status: 429, data: api(429) }, 'too-many'],
  ['a bad parameter', { status: 400, data: api(400) }, 'bad-request'],
  ['an error of the bridge', { status: 500, data: api(500) }, 'server'],
])('%s is told apart', (_, error, kind) => {
  expect(failureOf(error).kind).toBe(kind);
});

test('the words of the bridge are used where it knows best', () => {
  expect(failureOf({ status: 400, data: api(400, 'limit must be at most 200') })).toEqual({
    kind: 'bad-request',
    title: 'The bridge did not understand the question',
    advice: 'limit must be at most 200',
  });
  expect(failureOf({ status: 502, data: api(502, 'ECONNREFUSED') })).toEqual(failure('unreachable'));
});

test('a failure survives its way through the answer to a query', () => {
  const { kind, advice } = failure('not-ready');
  expect(failureOfQueryError({ refId: 'A', message: 'text', data: { error: kind, message: advice } })).toEqual(
    failure('not-ready'),
  );
});

test('an error of somebody else in an answer is told apart by its status', () => {
  expect(failureOfQueryError({ status: 502 })).toEqual(failure('unreachable'));
});
