import { createServer } from 'node:http';
import { createSender, retryAfterMs } from './sender.js';

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
  [undefined, undefined],
  ['3', 3000],
  ['Sun, 01 Mar 2026 12:00:10 GMT', 10_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['soon', undefined],
])('Retry-After %s is read as %s ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});

test('a receiver that drips its answer is given up in the end, and asked again later', async () => {
  const dripping = createServer((_request, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write('.'), 20);
    response.on('close', () => {
      clearInterval(drip);
    });
  });
  await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
  const address = dripping.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const sender = createSender(
    { tracesUrl: `http://127.0.0.1:${port}/v1/traces`, apiKey: undefined, protocol: 'http/protobuf' },
    200,
  );
  expect(await sender.deliver([])).toEqual({ kind: 'later', reason: 'no answer in time' });
  sender.close();
  await new Promise((resolve) => dripping.close(resolve));
});
