import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeSchemas } from './type-schemas.js';

const repository = join(__dirname, '..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(repository, path), 'utf8'));

const fresh = typeSchemas();

test('the schemas of the API say what its types say; otherwise run npm run docs', () => {
  const { version } = read('bridge/package.json') as { readonly version: string };
  expect(read('bridge/src/api/openapi/schemas.json')).toEqual({ version, ...fresh });
});

test('a list of one thing is named after it, and told once', () => {
  expect(fresh.answers['/v1/tasks']).toEqual({ $ref: '#/components/schemas/TaskSummaryPage' });
  expect(fresh.components['TaskSummaryPage']).toMatchObject({
    properties: { data: { type: 'array', items: { $ref: '#/components/schemas/TaskSummary' } } },
    required: ['data', 'pagination'],
    additionalProperties: false,
  });
});

test('what may be null, one of some words, or left out is said so', () => {
  expect(fresh.components['IssueRequest']).toEqual({
    description: expect.stringContaining('what is asked') as string,
    type: 'object',
    properties: {
      action: { type: 'string', enum: ['dismiss', 'reopen', 'resolve'] },
      by: { type: 'string', description: expect.stringContaining('Who decided') as string },
    },
    required: ['action'],
    additionalProperties: false,
  });
  expect(fresh.components['EventRecord']).toMatchObject({
    properties: {
      task_id: { type: ['string', 'null'] },
      severity: { anyOf: [{ type: 'string', enum: ['debug', 'error', 'info', 'warn'] }, { type: 'string' }] },
      data: { type: 'object', additionalProperties: { $ref: '#/components/schemas/Json' } },
    },
  });
});

test('a type that speaks of itself comes to an end', () => {
  expect(fresh.components['ActionNode']).toMatchObject({
    properties: { children: { type: 'array', items: { $ref: '#/components/schemas/ActionNode' } } },
  });
});
