import { digestOf, type ApiKey } from './api-key.js';
import { createGate } from './gate.js';

const hash = (key: string): string => digestOf(key).toString('hex');
const KEYS: readonly ApiKey[] = [
  { name: 'agents', sha256: hash('in'), scopes: ['ingest'], tenant: 'a' },
  { name: 'grafana', sha256: hash('out'), scopes: ['read'], tenant: 'b', limits: { read: 2 } },
  { name: 'ops', sha256: hash('all'), scopes: ['admin'], tenant: 'c' },
];
const UNKNOWN = { status: 401, message: 'This API key is not known.' };

test.each([
  ['a bearer key of the right scope', { authorization: 'Bearer in' }, 'ingest', { tenant: 'a' }],
  ['another case of the word', { authorization: 'bearer in' }, 'ingest', { tenant: 'a' }],
  ['a key in x-api-key', { 'x-api-key': 'out' }, 'read', { tenant: 'b' }],
  ['an admin for anything', { 'x-api-key': 'all' }, 'read', { tenant: 'c' }],
  [
    'a key of another scope',
    { authorization: 'Bearer out' },
    'ingest',
    { status: 403, message: 'This API key lacks the scope ingest.' },
  ],
  ['a scope that only admins have', { authorization: 'Bearer out' }, 'admin', { status: 403 }],
  ['an unknown key', { authorization: 'Bearer nope' }, 'read', UNKNOWN],
  ['a hash instead of a key', { authorization: `Bearer ${hash('in')}` }, 'ingest', UNKNOWN],
  ['no key', {}, 'read', { status: 401, message: 'Send an API key: Authorization: Bearer <key>, or x-api-key.' }],
] as const)('%s', (_name, headers, scope, expected) => {
  expect(
    createGate(
      () => KEYS,
      () => 0,
    )(headers, scope),
  ).toMatchObject(expected);
});

test('without keys everybody is the sole tenant, and nobody is counted', () => {
  expect(createGate(undefined, () => 0)({}, 'read')).toEqual({ tenant: 'default', keyName: '', headers: {} });
});

test('a list without keys lets nobody in', () => {
  const gate = createGate(
    () => [],
    () => 0,
  );
  expect(gate({ 'x-api-key': 'in' }, 'ingest')).toEqual({ ...UNKNOWN, headers: {} });
});

test('a key that is taken from the list stops at once, one that is added works at once', () => {
  let keys = KEYS;
  const gate = createGate(
    () => keys,
    () => 0,
  );
  expect(gate({ 'x-api-key': 'in' }, 'ingest')).toMatchObject({ tenant: 'a' });
  keys = [{ name: 'next', sha256: hash('next'), scopes: ['ingest'], tenant: 'd' }];
  expect(gate({ 'x-api-key': 'in' }, 'ingest')).toMatchObject(UNKNOWN);
  expect(gate({ 'x-api-key': 'next' }, 'ingest')).toMatchObject({ tenant: 'd' });
});

test('a key that asks too often is told to wait, and one second later it may again', () => {
  let now = 0;
  const gate = createGate(
    () => KEYS,
    () => now,
  );
  const ask = () => gate({ 'x-api-key': 'out' }, 'read');
  const policy = { 'RateLimit-Policy': '"read";q=2;w=1' };
  expect([ask(), ask(), ask()]).toEqual([
    { tenant: 'b', keyName: 'grafana', headers: { ...policy, RateLimit: '"read";r=1;t=1' } },
    { tenant: 'b', keyName: 'grafana', headers: { ...policy, RateLimit: '"read";r=0;t=1' } },
    {
      status: 429,
      message: 'This API key sends too many requests.',
      headers: { ...policy, RateLimit: '"read";r=0;t=1', 'Retry-After': '1' },
    },
  ]);
  now += 1000;
  expect(ask()).toMatchObject({ tenant: 'b' });
});

test('keys and scopes are counted apart', () => {
  const gate = createGate(
    () => KEYS,
    () => 0,
  );
  const rest = (key: string, scope: 'ingest' | 'read' | 'admin') =>
    gate({ 'x-api-key': key }, scope).headers['RateLimit'];
  expect([rest('all', 'ingest'), rest('all', 'read'), rest('all', 'admin'), rest('in', 'ingest')]).toEqual([
    '"ingest";r=99;t=1',
    '"read";r=29;t=1',
    '"admin";r=29;t=1',
    '"ingest";r=99;t=1',
  ]);
});
