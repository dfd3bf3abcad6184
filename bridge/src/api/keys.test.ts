import { createHash } from 'node:crypto';
import { createGate, type ApiKey } from './keys.js';

const hash = (key: string): string => createHash('sha256').update(key).digest('hex');
const KEYS: readonly ApiKey[] = [
  { name: 'agents', sha256: hash('in'), scopes: ['ingest'], tenant: 'a' },
  { name: 'grafana', sha256: hash('out'), scopes: ['read'], tenant: 'b' },
  { name: 'ops', sha256: hash('all'), scopes: ['admin'], tenant: 'c' },
];

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
  ['an unknown key', { authorization: 'Bearer nope' }, 'read', { status: 401, message: 'This API key is not known.' }],
  [
    'a hash instead of a key',
    { authorization: `Bearer ${hash('in')}` },
    'ingest',
    { status: 401, message: 'This API key is not known.' },
  ],
  ['no key', {}, 'read', { status: 401, message: 'Send an API key: Authorization: Bearer <key>, or x-api-key.' }],
] as const)('%s', (_name, headers, scope, expected) => {
  expect(createGate(KEYS)(headers, scope)).toEqual(expected);
});

test('without keys everybody is the sole tenant', () => {
  expect(createGate([])({}, 'read')).toEqual({ tenant: 'default' });
});
