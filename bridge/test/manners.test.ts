import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { z } from 'zod';
import type { ApiError } from '@hiveboard/sdk/contract';
import { EXPORT_FORMS } from '../src/api/export-forms.js';
import { EXPORTS } from '../src/api/exports.js';
import { schemaOf } from '../src/api/expectation.js';
import { ROUTES } from '../src/api/routes.js';
import { streamParameters } from '../src/api/stream.js';
import { filled } from '../src/client/address.js';
import { QUALIFIER, TASK, workload } from './examples/workload.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

// What holds for every question of the API, whoever adds one.

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge();
  await hive.send(otlp(workload(Date.now() - 600_000), { 'service.name': 'sales' }));
});
afterAll(async () => {
  await hive.stop();
});

const partsOf = (path: string) => ({ id: path.startsWith('/v1/tasks/') ? TASK : QUALIFIER });

interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** Asks as a bare client does, which takes nothing out of its wrapping. */
const ask = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    request(`${hive.bridge.url}${filled(path, partsOf(path))}`, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });

describe.each(ROUTES.map(({ path }) => path))('%s', (path) => {
  test('names its answer, and says no more than that it still holds to who has it', async () => {
    const first = await ask(path);
    expect([first.status, first.headers['etag']]).toEqual([200, expect.stringMatching(/^W\/"/)]);
    // Any answer at all: some tell ages, which change every second.
    const again = await ask(path, { 'if-none-match': '*' });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  test('compresses what is long, for who understands it', async () => {
    const { headers, body } = await ask(path, { 'accept-encoding': 'gzip' });
    expect(String(headers['vary'])).toContain('Accept-Encoding');
    const isZipped = headers['content-encoding'] === 'gzip';
    const text = isZipped ? gunzipSync(body) : body;
    expect(isZipped).toBe(text.length >= 1024);
    expect(JSON.parse(text.toString())).toBeInstanceOf(Object);
  });

  test('lets nobody keep what is one reader’s, and caches ask again', async () => {
    const { headers } = await ask(path);
    expect(headers['cache-control']).toMatch(/^(no-store|private, no-cache)$/);
    expect(String(headers['vary'])).toMatch(/Authorization, X-API-Key/);
  });
});

interface Wrong {
  readonly path: string;
  readonly name: string;
  readonly query: string;
}

/** Ways to get a parameter wrong: each twice, and each something that its schema excludes. */
function wrongsOf(path: string, { shape }: z.ZodObject): readonly Wrong[] {
  return Object.entries(shape).flatMap(([name, parameter]) => {
    const { enum: one, words, type, maximum = 0, maxLength } = schemaOf(parameter as z.ZodType);
    const values = [
      ...(one === undefined && words === undefined ? [] : ['nonsense', 'x'.repeat(600)]),
      ...(type === 'integer' ? ['many', '1.5', '-1', String(maximum + 1)] : []),
      ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1)]),
      ...(name === 'since' || name === 'until' ? ['yesterday', '9'.repeat(50)] : []),
      ...(/cursor|after|last_event_id/.test(name) ? ['!!!', 'x'.repeat(2000)] : []),
    ];
    return [
      ...values.map((value) => ({ path, name, query: new URLSearchParams({ [name]: value }).toString() })),
      { path, name, query: `${name}=1&${name}=2` },
    ];
  });
}

const FILES = EXPORTS.flatMap(({ path, parameters }) =>
  EXPORT_FORMS.map(({ suffix }) => ({ path: `${path}${suffix}`, parameters })),
);
const ASKED = [...ROUTES, ...FILES, { path: '/v1/stream', parameters: streamParameters }];
const WRONGS = ASKED.flatMap(({ path, parameters }) => [
  ...wrongsOf(path, parameters),
  { path, name: 'colour', query: 'colour=red' },
]);

test('every wrong parameter of every question is named, with what it may be', async () => {
  const refusals = await Promise.all(
    WRONGS.map(async ({ path, name, query }) => {
      const { status, body } = await hive.ask<ApiError>(`${filled(path, partsOf(path))}?${query}`);
      return { path, name, query, answered: status, ...body };
    }),
  );
  expect(WRONGS.length).toBeGreaterThan(150);
  const kind =
    /^(expected (one of|any of|once, not|a whole number from|at most|a moment|the cursor)|not a parameter; expected)/;
  for (const { path, name, query, answered, message, details } of refusals) {
    expect({ path, query, answered, details }).toEqual({ path, query, answered: 400, details: { parameter: name } });
    const [named, what = ''] = message.split(/: (.*)/s);
    expect([path, query, named, what]).toEqual([path, query, name, expect.stringMatching(kind)]);
  }
});
