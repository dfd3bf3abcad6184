import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EVENT_CONCEPTS, eventFields } from '@hiveboard/sdk/contract';
import { BARE_EXAMPLE } from './bare-example.js';
import { semanticConventions } from './semantic-conventions.js';

const repository = join(__dirname, '..');

test('docs/semantic-conventions.md says what the contract says; otherwise run npm run docs', () => {
  expect(readFileSync(join(repository, 'docs/semantic-conventions.md'), 'utf8')).toBe(semanticConventions());
});

test('every attribute of every concept is documented', () => {
  const text = semanticConventions();
  for (const { fields } of [...EVENT_CONCEPTS, { fields: eventFields }]) {
    for (const { key } of Object.values(fields)) expect(text).toContain(`| \`${key}\` |`);
  }
});

test('the example in bare OpenTelemetry runs and sends its spans', async () => {
  const paths: (string | undefined)[] = [];
  let bytes = 0;
  const server = createServer((request, response) => {
    paths.push(request.url);
    request.on('data', (chunk: Uint8Array) => (bytes += chunk.byteLength));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const example = BARE_EXAMPLE.replace('127.0.0.1:4318', `127.0.0.1:${port}`);
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', example], {
      cwd: repository,
      timeout: 240_000,
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  expect(paths).toEqual(['/v1/traces']);
  expect(bytes).toBeGreaterThan(500);
});
