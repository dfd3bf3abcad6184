import type { IssueRequest, Json } from '@hiveboard/sdk/contract';
import { addressOf, filled } from '../../src/client/address.js';
import type { Route } from '../../src/api/route.js';
import type { Example, Examples } from '../../src/api/openapi/examples.js';
import { ROUTES } from '../../src/api/routes.js';
import { otlp, startTestBridge, type TestBridge } from '../test-bridge.js';
import { EPOCH, normal, type Recording } from './normal.js';
import { ISSUE, QUALIFIER, TASK, workload } from './workload.js';

type Values = Readonly<Record<string, string>>;

const MINUTE = 60_000;
const FIVE_MINUTES = 5 * MINUTE;

const iso = (at: number): string => new Date(at).toISOString();

/** What shows most of a route, beside what all are asked. */
const ASKED: ReadonlyMap<string, (start: number) => Values> = new Map<string, (start: number) => Values>([
  ['/v1/metrics', () => ({ group_by: 'model' })],
  // Its buckets are there whether or not something happened: all of them begin before the telemetry is sent.
  ['/v1/cost/timeseries', (start) => ({ split_by: 'model', since: iso(start), until: iso(start + 2 * FIVE_MINUTES) })],
]);

/** Whose ids stand in paths. */
const pathOf = (path: string): Values =>
  path.includes('{id}') ? { id: path.startsWith('/v1/tasks/') ? TASK : QUALIFIER } : {};

/** How a route is asked: for the time of the telemetry, and for few rows. */
function queryOf({ path, parameters }: Route, start: number): Values {
  const { shape } = parameters;
  return {
    ...('since' in shape ? { since: iso(start - 30 * MINUTE), until: iso(start + 30 * MINUTE) } : {}),
    ...('limit' in shape ? { limit: '2' } : {}),
    ...ASKED.get(path)?.(start),
  };
}

const DECIDE = '/v1/agents/{id}/issues/{key}';

async function recordFrom(hive: TestBridge, recording: Recording): Promise<Examples> {
  const examples: Record<string, Example> = {};
  await hive.send(
    otlp(workload(recording.start), {
      'service.name': 'sales',
      'deployment.environment.name': 'production',
      'hive.group': 'sales',
    }),
  );
  const answerOf = (what: string, status: number, body: Json): Json => {
    if (status !== 200) throw new Error(`${what} answered ${status}: ${JSON.stringify(body)}`);
    return normal(body, recording);
  };
  for (const route of ROUTES) {
    const path = pathOf(route.path);
    const { status, body } = await hive.ask<Json>(
      addressOf({ path: filled(route.path, path), params: queryOf(route, recording.start) }),
    );
    examples[`GET ${route.path}`] = { path, query: queryOf(route, EPOCH), answer: answerOf(route.path, status, body) };
  }
  const path = { id: QUALIFIER, key: ISSUE };
  const asked: IssueRequest = { action: 'resolve', by: 'ann' };
  const response = await fetch(`${hive.bridge.url}${filled(DECIDE, path)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
  const answer = answerOf(DECIDE, response.status, (await response.json()) as Json);
  examples[`POST ${DECIDE}`] = { path, query: {}, body: { ...asked }, answer };
  return examples;
}

/** Asks a real bridge everything that its API can be asked, and writes the answers down. */
export async function recordExamples(): Promise<Examples> {
  const hive = await startTestBridge();
  try {
    const sentAt = Date.now();
    const start = Math.floor(sentAt / FIVE_MINUTES) * FIVE_MINUTES - 2 * FIVE_MINUTES;
    return await recordFrom(hive, { start, sentAt });
  } finally {
    await hive.stop();
  }
}
