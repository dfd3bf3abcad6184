import { resolveConfig } from '../config.js';
import { Outbox, type OutboxOptions } from './outbox.js';
import { createPrivateProvider } from './provider.js';
import type { Delivery, Sender } from './sender.js';
import { spanSize } from './span-size.js';

/** A receiver that answers as told and then takes everything. */
function receiver(...answers: readonly Delivery[]) {
  const queue = [...answers];
  const batches: string[][] = [];
  const sender: Sender = {
    deliver: async (spans) => {
      batches.push(spans.map(({ name }) => name));
      await Promise.resolve();
      return queue.shift() ?? { kind: 'accepted', rejected: 0 };
    },
    close: () => undefined,
  };
  return { sender, batches };
}

const outboxes: Outbox[] = [];
afterEach(() => {
  for (const outbox of outboxes.splice(0)) outbox.close();
});

function open(sender: Sender, options: Partial<OutboxOptions> = {}) {
  const warnings: string[] = [];
  const outbox = new Outbox({
    sender,
    warn: (message) => warnings.push(message),
    delayMs: 1,
    maxSpans: 10_000,
    backoffMs: 1,
    ...options,
  });
  outboxes.push(outbox);
  const tracer = createPrivateProvider(resolveConfig({}, {}).config, outbox).getTracer('test');
  const add = (names: readonly string[], attributes = {}): void => {
    for (const name of names) tracer.startSpan(name, { attributes }).end();
  };
  return { outbox, add, warnings };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `s${index}`);
const later: Delivery = { kind: 'later', reason: 'down' };

test('spans leave in order, in batches of 512 at most', async () => {
  const { sender, batches } = receiver();
  const { outbox, add } = open(sender);
  add(names(1200));
  await outbox.flush(5000);
  expect(batches.flat()).toEqual(names(1200));
  expect(batches.every((batch) => batch.length <= 512)).toBe(true);
  expect(outbox.stats()).toEqual({ sent: 1200, pending: 0, dropped: 0 });
});

test('a batch that fails is sent again, whole and before all others', async () => {
  const { sender, batches } = receiver(later, later);
  const { outbox, add } = open(sender);
  add(['a', 'b']);
  await outbox.flush(5000);
  add(['c']);
  await outbox.flush(5000);
  expect(batches).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']]);
});

test('a batch that is too large is halved until it passes; a single span that is too large is dropped', async () => {
  const tooLarge: Delivery = { kind: 'too_large' };
  const { sender, batches } = receiver(tooLarge, tooLarge, tooLarge);
  const { outbox, add, warnings } = open(sender);
  add(['big', 'b', 'c', 'd']);
  await outbox.flush(5000);
  expect(batches).toEqual([['big', 'b', 'c', 'd'], ['big', 'b'], ['big'], ['b'], ['c', 'd']]);
  expect(outbox.stats()).toEqual({ sent: 3, pending: 0, dropped: 1 });
  expect(warnings).toEqual(['a span is larger than the receiver takes; it is dropped']);
});

test('a batch that always breaks the receiver is given up, so that the rest can pass', async () => {
  const broken: Delivery = { kind: 'later', reason: 'HTTP 500', tries: 2 };
  const { sender } = receiver(broken, broken, broken);
  const { outbox, add } = open(sender);
  add(['poison']);
  await outbox.flush(5000);
  add(['fine']);
  await outbox.flush(5000);
  expect(outbox.stats()).toEqual({ sent: 1, pending: 0, dropped: 1 });
});

test('memory is bounded in bytes too: the oldest spans go', async () => {
  const { sender, batches } = receiver();
  const { outbox, add, warnings } = open(sender, { maxBytes: 4000, delayMs: 60_000 });
  add(names(10), { text: 'x'.repeat(1000) });
  expect(outbox.stats()).toEqual({ sent: 0, pending: 3, dropped: 7 });
  await outbox.flush(5000);
  expect(batches).toEqual([['s7', 's8', 's9']]);
  expect(warnings).toEqual([
    'more spans wait than maxQueueSize or memory allows; the oldest are dropped until the receiver answers',
    '7 spans were dropped while the receiver did not answer: raise maxQueueSize',
  ]);
});

test('a flush ends at its limit and cuts short the pause after a failure', async () => {
  const { sender, batches } = receiver(...Array.from({ length: 3 }, () => later));
  const { outbox, add } = open(sender, { backoffMs: 60_000 });
  add(['a']);
  await outbox.flush(20);
  await outbox.flush(20);
  expect(batches.length).toBeGreaterThanOrEqual(2);
  expect(outbox.stats()).toEqual({ sent: 0, pending: 1, dropped: 0 });
  outbox.close();
  expect(outbox.stats()).toEqual({ sent: 0, pending: 0, dropped: 1 });
});

test('the size of a span grows with its texts', () => {
  const sizes: number[] = [];
  const provider = createPrivateProvider(resolveConfig({}, {}).config, { onEnd: (span) => sizes.push(spanSize(span)) });
  const tracer = provider.getTracer('t');
  tracer.startSpan('small').end();
  tracer.startSpan('attribute', { attributes: { a: 'x'.repeat(1000), n: 1, list: ['y'.repeat(100)] } }).end();
  tracer
    .startSpan('event')
    .addEvent('e', { a: 'x'.repeat(1000) })
    .end();
  expect(sizes).toEqual([64, 64 + 1009 + 9 + 112, 64 + 64 + 1009]);
});
