import { appId, datasource } from '../preview-data.js';
import { answerApi } from './grafana-api.js';
import { createSessions } from './sessions.js';

const bridge = { bridgeUrl: 'http://bridge', readKey: 'key-of-the-preview' };
const form = {
  name: 'Mine',
  type: datasource.type,
  url: 'http://elsewhere:4318',
  jsonData: { httpHeaderName1: 'Authorization' },
  secureJsonData: { httpHeaderValue1: 'Bearer key-of-the-form' },
};
const post = (path: string, body: unknown) => ({ method: 'POST', path, body });

/** A state without data sources, as the browser that asked for it sees it. */
function freshState() {
  const sessions = createSessions(bridge);
  return sessions.of(sessions.cookieFor('none') ?? '');
}

test('browsers share the data source of the preview until one asks for none; others keep it', () => {
  const sessions = createSessions(bridge);
  const cookie = sessions.cookieFor('none') ?? '';
  expect(sessions.of(cookie).dataSources).toEqual([]);
  expect(sessions.of('').dataSources.map(({ uid }) => uid)).toEqual([datasource.uid]);
  expect(sessions.cookieFor(null)).toBeUndefined();
  expect(sessions.of(sessions.cookieFor('own') ?? '')).toBe(sessions.of(''));
});

test('a data source that is created is listed without its key, which goes to its own address only', () => {
  const state = freshState();
  expect(answerApi(state, post('/api/datasources', form))?.status).toBe(200);
  const [created] = state.dataSources;
  expect(created).toEqual({
    id: 2,
    uid: 'created-2',
    name: 'Mine',
    type: datasource.type,
    url: form.url,
    isDefault: true,
    readOnly: false,
    jsonData: form.jsonData,
    secureJsonFields: { httpHeaderValue1: true },
  });
  expect(state.accessOf('created-2')).toEqual({ bridgeUrl: form.url, readKey: 'key-of-the-form' });
});

test('a changed address never gets the key of the preview, and a key that is not entered again stays', () => {
  const state = freshState();
  answerApi(state, post('/api/datasources', form));
  const changed = { ...form, url: 'http://third:4318', secureJsonData: {} };
  answerApi(state, { method: 'PUT', path: '/api/datasources/uid/created-2', body: changed });
  expect(state.accessOf('created-2')).toEqual({ bridgeUrl: 'http://third:4318', readKey: 'key-of-the-form' });
  const forgotten = { ...changed, secureJsonData: { httpHeaderValue1: '' } };
  answerApi(state, { method: 'PUT', path: '/api/datasources/uid/created-2', body: forgotten });
  expect(state.accessOf('created-2')).toEqual({ bridgeUrl: 'http://third:4318', readKey: undefined });
  expect(state.dataSource('created-2')?.secureJsonFields).toEqual({});
});

test.each([
  ['no body', undefined, 400],
  ['another type', { ...form, type: 'prometheus' }, 400],
  ['no address', { ...form, url: 'bridge:4318' }, 400],
  ['an address that is none', { ...form, url: 'http://' }, 400],
  ['a name that is taken', { ...form, name: datasource.name }, 409],
])('a new data source with %s is refused', (_, body, status) => {
  expect(answerApi(createSessions(bridge).of(''), post('/api/datasources', body))?.status).toBe(status);
});

test('the data source of the preview cannot be changed', () => {
  const state = createSessions(bridge).of('');
  const answer = answerApi(state, { method: 'PUT', path: `/api/datasources/uid/${datasource.uid}`, body: form });
  expect(answer).toEqual({ status: 403, body: { message: 'Cannot update read-only data source' } });
  expect(state.accessOf(datasource.uid)).toEqual(bridge);
});

test('the settings of the app are kept', () => {
  const state = freshState();
  const path = `/api/plugins/${appId}/settings`;
  answerApi(state, post(path, { enabled: true, jsonData: { datasourceUid: 'x' } }));
  expect(answerApi(state, { method: 'GET', path, body: undefined })?.body).toMatchObject({
    jsonData: { datasourceUid: 'x' },
  });
});

test('any other address is not answered', () => {
  expect(answerApi(freshState(), { method: 'GET', path: '/api/users', body: undefined })).toBeUndefined();
  expect(freshState().accessOf('unknown')).toBeUndefined();
});
