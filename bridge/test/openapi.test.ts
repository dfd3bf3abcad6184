import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiError, Json } from '@hiveboard/sdk/contract';
import { EXPORTS } from '../src/api/exports.js';
import { ROUTES } from '../src/api/routes.js';
import { openApiDocument } from '../src/api/openapi/document.js';
import { EXAMPLES, type Examples } from '../src/api/openapi/examples.js';
import { addressOf, filled } from '../src/client/address.js';
import { digestOf } from '../src/keys/api-key.js';
import { recordExamples } from './examples/record.js';
import { TASK, QUALIFIER, workload } from './examples/workload.js';
import { otlp, startTestBridge, type TestBridge } from './test-bridge.js';

interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name?: string; readonly in?: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, Response>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}
const document = openApiDocument() as unknown as Document;

/** The operation of a question, as `GET /v1/agents`. */
function operation(question: string): Operation {
  const [method = '', path = ''] = question.split(' ');
  const found = document.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`${question} is not described`);
  return found;
}

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
ajv.addKeyword('components');
const checks = new Map<string, ValidateFunction>();

/** What is wrong with an answer, by what the document says of it. */
function faults(question: string, status: number, answer: unknown): readonly string[] {
  const { schema } = operation(question).responses[String(status)]?.content?.['application/json'] ?? {};
  if (schema === undefined) return [`${question} is not said to answer ${status}`];
  const name = `${question} ${status}`;
  const check = checks.get(name) ?? ajv.compile({ ...schema, components: document.components });
  checks.set(name, check);
  check(answer);
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
  );
}

const READER = 'reader';
const WRITER = 'writer';
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

let hive: TestBridge;
let examples: Examples;
beforeAll(async () => {
  hive = await startTestBridge([
    {
      name: READER,
      sha256: digestOf(READER).toString('hex'),
      scopes: ['read'],
      tenant: 'acme',
      limits: { read: 1000 },
    },
    { name: WRITER, sha256: digestOf(WRITER).toString('hex'), scopes: ['ingest'], tenant: 'acme' },
  ]);
  await hive.send(otlp(workload(Date.now() - 600_000), { 'service.name': 'sales' }), bearer(WRITER));
  examples = await recordExamples();
});
afterAll(async () => {
  await hive.stop();
});

test('the document is OpenAPI 3.1, by its own schema', async () => {
  // In a process of its own: the validator is made of modules that jest cannot load.
  const program = `
    import { Validator } from '@seriousme/openapi-schema-validator';
    let text = '';
    for await (const part of process.stdin) text += part;
    const { valid, errors } = await new Validator().validate(JSON.parse(text));
    console.log(JSON.stringify({ valid, errors }));`;
  const validating = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: __dirname,
  });
  validating.child.stdin?.end(JSON.stringify(document));
  expect(JSON.parse((await validating).stdout)).toEqual({ valid: true });
});

test('everybody may read it, and it is the same for all', async () => {
  expect(await hive.ask<object>('/openapi.json')).toEqual({ status: 200, body: document });
});

test('every parameter is described', () => {
  const all = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const parameters = all.flatMap(({ operationId, parameters = [] }) =>
    parameters.filter(({ name }) => name !== undefined).map((parameter) => ({ operationId, ...parameter })),
  );
  expect(parameters.length).toBeGreaterThan(40);
  expect(parameters.filter(({ description = '' }) => description === '')).toEqual([]);
});

test('every operation has a name of its own', () => {
  const names = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(names).size).toBe(names.length);
});

test.each(ROUTES.map(({ path }) => path))('%s has an example; otherwise run npm run docs', (path) => {
  expect(Object.keys(EXAMPLES)).toContain(`GET ${path}`);
});

test('the examples are what a bridge answers; otherwise run npm run docs', () => {
  expect(EXAMPLES).toEqual(examples);
});

const QUESTIONS = [...ROUTES.map(({ path }) => `GET ${path}`), 'POST /v1/agents/{id}/issues/{key}'];

describe.each(QUESTIONS)('%s', (question) => {
  const answer = (): Json => {
    const example = examples[question];
    if (example === undefined) throw new Error(`${question} has no example: run npm run docs`);
    return example.answer as Json;
  };

  test('is answered as described, and with something to look at', () => {
    expect(faults(question, 200, answer())).toEqual([]);
    expect(JSON.stringify(answer())).toMatch(
      /lead-qualifier|support-triage|claude-sonnet-4-5|crm-timeouts|"cost":0\.\d/,
    );
  });

  test('is not described so loosely that an unknown or a missing field passes', () => {
    const fields = Object.entries(answer() as Readonly<Record<string, Json>>);
    expect(faults(question, 200, Object.fromEntries([...fields, ['unheard_of', 1]]))).not.toEqual([]);
    for (const [name] of fields) {
      const rest = Object.fromEntries(fields.filter(([other]) => other !== name));
      expect([name, faults(question, 200, rest)]).not.toEqual([name, []]);
    }
  });
});

describe.each(EXPORTS.map(({ path }) => path))('the file of %s', (path) => {
  const lines = async (suffix: string): Promise<readonly string[]> => {
    const response = await fetch(`${hive.bridge.url}${path}${suffix}`, { headers: bearer(READER) });
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
    expect(Object.keys(operation(`GET ${path}${suffix}`).responses['200']?.content ?? {})).toEqual([type]);
    return (await response.text()).trimEnd().split(/\r?\n/);
  };

  test('has lines that are rows of the list as described', async () => {
    const rows = (await lines('.jsonl')).map((line) => JSON.parse(line) as Json);
    const page = EXAMPLES[`GET ${path}`]?.answer as Readonly<Record<string, Json>>;
    expect(faults(`GET ${path}`, 200, { ...page, data: rows })).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('names its columns as the example does', async () => {
    const { content } = operation(`GET ${path}.csv`).responses['200'] ?? {};
    expect(content?.['text/csv']).toMatchObject({ example: `${(await lines('.csv'))[0] ?? ''}\r\n` });
  });
});

const PARTS = (path: string) => ({ id: path.startsWith('/v1/tasks/') ? TASK : QUALIFIER });

describe.each(ROUTES.map(({ path }) => path))('the errors of %s', (path) => {
  const ask = async (
    parts: Readonly<Record<string, string>>,
    params: Readonly<Record<string, string>>,
    key: string,
  ) => {
    const { status, body } = await hive.ask<ApiError>(addressOf({ path: filled(path, parts), params }), bearer(key));
    return { status, error: body.error, faults: faults(`GET ${path}`, status, body) };
  };

  test.each([
    [400, 'invalid_parameter', { colour: 'red' }, READER],
    [401, 'authentication_failed', {}, 'unheard-of'],
    [403, 'insufficient_scope', {}, WRITER],
  ])('%d is as described', async (status, error, params, key) => {
    expect(await ask(PARTS(path), params, key)).toEqual({ status, error, faults: [] });
  });

  test('404 is as described, where it can happen', async () => {
    const { status, faults: found } = await ask({ id: 'nobody' }, {}, READER);
    expect({ status, found }).toEqual({ status: path.includes('{id}') ? 404 : 200, found: [] });
  });
});
