import { isRecord } from '@hiveboard/sdk/contract';

/** Why an answer did not come, as far as it decides what to do about it. */
export type FailureKind =
  | 'no-datasource'
  | 'unreachable'
  | 'wrong-address'
  | 'unauthorized'
  | 'forbidden'
  | 'not-ready'
  | 'not-found'
  | 'bad-request'
  | 'too-expensive'
  | 'too-many'
  | 'server';

/** What went wrong, and what to do. Both are sentences for people. */
export interface Failure {
  readonly kind: FailureKind;
  readonly title: string;
  readonly advice: string;
}

const WORDS: Readonly<Record<FailureKind, Omit<Failure, 'kind'>>> = {
  'no-datasource': {
    title: 'No HiveBoard data source',
    advice: 'Add a data source of type HiveBoard and tell it the address of your bridge.',
  },
  unreachable: {
    title: 'The bridge cannot be reached',
    advice: 'Check that the bridge runs and that Grafana can reach the URL of the data source.',
  },
  'wrong-address': {
    title: 'No bridge answers at this address',
    advice:
      'Something answers there, but it is not a HiveBoard bridge. Check the URL of the data source, its port and its path.',
  },
  unauthorized: {
    title: 'The bridge does not know the API key',
    advice: 'Enter a key with the scope read in the data source.',
  },
  forbidden: {
    title: 'Reading is not allowed',
    advice: 'The API key needs the scope read, and your Grafana role the permission to query this data source.',
  },
  'not-ready': {
    title: 'The bridge is not ready',
    advice: 'It is starting, or its ClickHouse does not answer. It keeps what agents send and will catch up.',
  },
  'not-found': { title: 'Not found', advice: 'It may have expired, or the address may be wrong.' },
  'bad-request': { title: 'The bridge did not understand the question', advice: 'Check the query.' },
  'too-expensive': {
    title: 'The question takes too much time or memory',
    advice: 'Choose a shorter time range or a narrower filter.',
  },
  'too-many': {
    title: 'Too many questions',
    advice: 'The API key may ask only so often. Wait a moment, or refresh less often.',
  },
  server: { title: 'The bridge failed to answer', advice: 'Its log says why.' },
};

const NOT_UNDERSTOOD = 'Its answer was not understood: the bridge and this plugin may be of different versions.';

/** A failure in the standard words, or with what the bridge itself said. */
export const failure = (kind: FailureKind, said = ''): Failure => ({
  kind,
  title: WORDS[kind].title,
  advice: said || WORDS[kind].advice,
});

/** Makes sense of whatever a request threw: an answer of the bridge, of Grafana's proxy, or no answer at all. */
export function failureOf(error: unknown): Failure {
  // Requests fail with a status, be it 0: anything else means that an answer was not what it should be.
  if (!isRecord(error) || !('status' in error)) return failure('server', NOT_UNDERSTOOD);
  const { data, status } = error;
  const body = isRecord(data) ? data : {};
  // Grafana turns 401 into 400, so that its user is not sent to the login page; the body still tells.
  const code = typeof body['status'] === 'number' ? body['status'] : status;
  const said = typeof body['message'] === 'string' ? body['message'] : '';
  if (body['error'] === 'query_too_expensive') return failure('too-expensive');
  return failure(kindOf(code, typeof body['error'] === 'string'), adviceFor(code, said));
}

/** The failure that a query of our data source tells, whose `data.error` is its kind. */
export function failureOfQueryError(error: unknown): Failure {
  const data = isRecord(error) && isRecord(error['data']) ? error['data'] : {};
  const { error: kind, message } = data;
  if (typeof kind === 'string' && isKind(kind)) return failure(kind, typeof message === 'string' ? message : '');
  return failureOf(error);
}

const isKind = (word: string): word is FailureKind => Object.hasOwn(WORDS, word);

function kindOf(code: unknown, isApiError: boolean): FailureKind {
  switch (code) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return isApiError ? 'not-found' : 'wrong-address';
    case 429:
      return 'too-many';
    case 503:
      return 'not-ready';
    case 0:
    case -1:
    case 502:
    case 504:
    case undefined:
      return 'unreachable';
    default:
      return typeof code === 'number' && code >= 500 ? 'server' : 'bad-request';
  }
}

/** Where the bridge knows best what is wrong, its own words; else ours, which say what to do. */
const adviceFor = (code: unknown, said: string): string =>
  typeof code === 'number' && (code === 400 || code === 404 || code === 422) ? said : '';
