import { isRecord } from '@hiveboard/sdk/contract';
import type { KeyScope } from '../../keys/api-key.js';
import type { Export } from '../export.js';
import { EXPORT_FORMS, type ExportForm } from '../export-forms.js';
import { EXPORTS } from '../exports.js';
import { streamParameters } from '../stream.js';
import { json, use, type Described } from './described.js';
import { notFoundOf, pathParameters, queryParameters } from './parameters.js';
import { answered, errorResponses, headers, USUAL_ERRORS } from './responses.js';
import type { Examples } from './examples.js';

// What the bridge answers beside the questions that routes.ts lists.

/** The keys that may ask: either header, of one scope. */
export const security = (scope: KeyScope): readonly Described[] => [{ bearer: [scope] }, { apiKey: [scope] }];

const PUBLIC: readonly Described[] = [];

const STATE = { type: 'object', required: ['status'], properties: { status: { type: 'string' } } };

const health = (id: string, summary: string, responses: Described): Described => ({
  get: { operationId: id, tags: ['health'], summary, security: PUBLIC, responses },
});

const OTLP_TYPES = ['application/x-protobuf', 'application/json'] as const;
const otlpBody = (description: string): Described =>
  Object.fromEntries(OTLP_TYPES.map((type) => [type, { schema: { description } }]));

/** One signal of OTLP over HTTP. Its own specification says what bodies hold. */
const otlp = (signal: string, what: string): Described => ({
  operationId: `send${signal}`,
  tags: ['telemetry'],
  summary: what,
  externalDocs: { url: 'https://opentelemetry.io/docs/specs/otlp/#otlphttp' },
  security: security('ingest'),
  requestBody: { required: true, content: otlpBody(`An Export${signal}ServiceRequest, gzipped or not.`) },
  responses: {
    '200': { description: 'Kept: in ClickHouse or on the disk.', content: otlpBody('Says what could not be kept.') },
    ...Object.fromEntries(
      [
        ['400', 'The body is not what its type says.'],
        ['401', 'No key, or none that is known.'],
        ['403', 'The key may not ingest.'],
        ['413', 'The body is too large.'],
        ['415', 'The body is of another type.'],
      ].map(([status = '', description]) => [status, { description, content: otlpBody('A google.rpc.Status.') }]),
    ),
    ...Object.fromEntries(
      [
        ['429', 'The key sends too much.'],
        ['503', 'There is no room to keep it.'],
      ].map(([status = '', description]) => [
        status,
        { description, headers: headers(['Retry-After']), content: otlpBody('A google.rpc.Status.') },
      ]),
    ),
  },
});

/** The rows of a list's example. */
function rowsOf(path: string, examples: Examples): readonly unknown[] {
  const page = examples[`GET ${path}`]?.answer;
  return isRecord(page) && Array.isArray(page['data']) ? page['data'] : [];
}

/** One message of the live stream, out of the example of the feed. */
function streamExample(examples: Examples): string {
  const page = examples['GET /v1/events']?.answer;
  const newest = isRecord(page) && isRecord(page['pagination']) ? String(page['pagination']['newest']) : '';
  return `retry: 3000\n\nid: ${newest}\ndata: ${JSON.stringify(rowsOf('/v1/events', examples)[0])}\n\n: still here\n\n`;
}

const stream = (examples: Examples): Described => ({
  operationId: 'getStream',
  tags: ['stream'],
  summary: 'Events while they come, as server-sent events.',
  description:
    'Each message is an `EventRecord`, its id a cursor. Who comes back with the header `Last-Event-ID`, as browsers do, ' +
    'is told what it missed within the last hour. A comment every 15 seconds keeps proxies from closing it.',
  security: security('read'),
  parameters: [
    ...queryParameters(streamParameters),
    {
      name: 'Last-Event-ID',
      in: 'header',
      description: 'The id of the last event that was told.',
      schema: { type: 'string' },
    },
  ],
  responses: {
    '200': {
      description: 'Goes on until the client leaves or the key is revoked.',
      content: { 'text/event-stream': { schema: { type: 'string' }, example: streamExample(examples) } },
    },
    ...errorResponses([...USUAL_ERRORS, 'too_many_streams']),
  },
});

const DECIDE = '/v1/agents/{id}/issues/{key}';

function decide(examples: Examples): Described {
  return {
    operationId: 'decideIssue',
    tags: ['agents'],
    summary: 'Resolves, dismisses or reopens an issue. Doing it again changes nothing.',
    security: security('ingest'),
    parameters: pathParameters(DECIDE),
    requestBody: { required: true, content: json(use('schemas', 'IssueRequest'), examples[`POST ${DECIDE}`]?.body) },
    responses: {
      '200': answered(`POST ${DECIDE}`, use('schemas', 'IssueAnswer'), examples),
      ...errorResponses([
        ...USUAL_ERRORS,
        ...notFoundOf(DECIDE),
        'issue_not_found',
        'body_unreadable',
        'body_too_large',
      ]),
    },
  };
}

/** How a file begins: by the names of its columns, or by the rows of the list's example. */
const fileExample = ({ path, columns }: Export, { suffix }: ExportForm, examples: Examples): string =>
  suffix === '.csv'
    ? `${columns.join(',')}\r\n`
    : rowsOf(path, examples)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join('');

/** A list as a file, in one of its forms. */
const exported = (each: Export, form: ExportForm, examples: Examples): Described => ({
  operationId: `export${[...each.path.matchAll(/[a-z]+/g)].map(([word]) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}${form.suffix.slice(1)}`,
  tags: [each.path.split('/')[2] ?? ''],
  summary: each.summary,
  description:
    'The fields of the list, told while they are found. A file that could not be told whole breaks off: the transfer ' +
    'ends with an error. In CSV, text that a spreadsheet would run as a formula has an apostrophe before it.',
  security: security('read'),
  parameters: queryParameters(each.parameters),
  responses: {
    '200': {
      description: 'The file.',
      content: {
        [form.contentType.split(';')[0] ?? '']: {
          schema: { type: 'string' },
          example: fileExample(each, form, examples),
        },
      },
    },
    ...errorResponses([...USUAL_ERRORS, 'too_many_exports']),
  },
});

/** Operations by path. A path that is also asked by `GET` holds both. */
export const otherPaths = (examples: Examples): Readonly<Record<string, Described>> => ({
  [DECIDE]: { post: decide(examples) },
  ...Object.fromEntries(
    EXPORTS.flatMap((each) =>
      EXPORT_FORMS.map((form) => [`${each.path}${form.suffix}`, { get: exported(each, form, examples) }] as const),
    ),
  ),
  '/v1/stream': { get: stream(examples) },
  '/v1/traces': { post: otlp('Trace', 'Takes spans, as OTLP over HTTP.') },
  '/v1/logs': { post: otlp('Logs', 'Takes log records, as OTLP over HTTP.') },
  '/v1/metrics': { post: otlp('Metrics', 'Takes metrics, as OTLP over HTTP, and keeps none: the answer says so.') },
  '/metrics': {
    get: {
      operationId: 'getPrometheus',
      tags: ['health'],
      summary: 'The bridge’s own metrics, for Prometheus.',
      security: security('admin'),
      responses: {
        '200': { description: 'Metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
        ...errorResponses(['authentication_failed', 'insufficient_scope', 'rate_limit_exceeded']),
      },
    },
  },
  '/healthz': health('getHealth', 'Whether the process runs.', {
    '200': { description: 'It does.', content: json(STATE, { status: 'ok' }) },
  }),
  '/readyz': health('getReadiness', 'Whether it takes telemetry, and from where.', {
    '200': {
      description: '`ready`, or `spooling`: ClickHouse is away, and telemetry waits on the disk.',
      content: json(STATE, {
        status: 'ready',
        spool: { bytes: 0, max_bytes: 1_073_741_824, oldest_age_seconds: null },
      }),
    },
    '503': { description: 'Neither has room.', content: json(STATE) },
  }),
});
