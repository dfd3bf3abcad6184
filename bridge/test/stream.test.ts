import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import type { ApiError, EventRecord } from '@hiveboard/sdk/contract';
import { until } from '../../clickhouse/test/until.js';
import { digestOf } from '../src/keys/api-key.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const KEYS = [
  ['acme', ['ingest', 'read']],
  ['globex', ['ingest', 'read']],
  ['writer', ['ingest']],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'hive-stream-'));
const keysFile = join(folder, 'keys.json');
writeFileSync(keysFile, '[]');

let hive: TestBridge;
beforeAll(async () => {
  hive = await startTestBridge(
    KEYS.map(([name, scopes]) => ({
      name,
      sha256: digestOf(name).toString('hex'),
      scopes: [...scopes],
      tenant: name,
      limits: { ingest: 1000, read: 1000 },
    })),
    { heartbeatMs: 50, keysFile },
  );
});
afterAll(async () => {
  await hive.stop();
  rmSync(folder, { recursive: true });
});

const idOf = (count: number): string => `0198c2a4-5b7e-7000-8000-${count.toString(16).padStart(12, '0')}`;
const numberOf = ({ event_id }: EventRecord): number => Number.parseInt(event_id.slice(-12), 16);

/** Heartbeats of an agent, by their numbers, `ago` milliseconds before now. */
const beats = (agent: string, counts: readonly number[], ago = 0): SentSpan => ({
  name: 'hive.agent',
  start: Date.now() - ago,
  attributes: { 'hive.record': 'agent', 'hive.agent.id': agent },
  events: counts.map((count) => ({
    name: 'hive.heartbeat',
    at: Date.now() - ago + count,
    attributes: { 'hive.event.id': idOf(count), 'hive.event.kind': 'heartbeat', 'hive.event.summary': `beat ${count}` },
  })),
});

const send = (key: string, ...spans: readonly SentSpan[]) => hive.send(otlp(spans), bearer(key));

interface Message {
  readonly id: string;
  readonly event: EventRecord;
}

/** A stream that is read: events one by one, or the comments between them. */
interface OpenStream {
  readonly next: () => Promise<Message>;
  readonly comment: () => Promise<string>;
  readonly headers: Headers;
  readonly close: () => void;
}

async function open(query = '', headers: Readonly<Record<string, string>> = bearer('acme')): Promise<OpenStream> {
  const caller = new AbortController();
  const answer = await fetch(`${hive.bridge.url}/v1/stream?${query}`, { headers, signal: caller.signal });
  const { body } = answer;
  if (answer.status !== 200 || body === null) throw new Error(`The stream answered ${answer.status}.`);
  // At once: a body that nobody has taken is given up when its answer is collected as garbage.
  const chunks = body.pipeThrough(new TextDecoderStream());
  const blocks = (async function* () {
    let text = '';
    for await (const chunk of chunks) {
      text += chunk;
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      yield* parts;
    }
  })();
  const nextThat = async <T>(reads: (block: string) => T | undefined): Promise<T> => {
    for (;;) {
      const { value, done } = await blocks.next();
      if (done === true) throw new Error('The stream has ended.');
      const read = reads(value);
      if (read !== undefined) return read;
    }
  };
  return {
    headers: answer.headers,
    next: () =>
      nextThat((block) => {
        const [, id, data] = /^id: (\S+)\ndata: (.*)$/.exec(block) ?? [];
        return id === undefined || data === undefined ? undefined : { id, event: JSON.parse(data) as EventRecord };
      }),
    comment: () => nextThat((block) => (block.startsWith(':') ? block : undefined)),
    close: () => {
      caller.abort();
    },
  };
}

test('events are told while they come, oldest first, each once, however often they are sent', async () => {
  await send('acme', beats('live', [1]));
  const stream = await open('agent_id=live');
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const told = beats('live', [2, 3]);
  await send('acme', told, { ...told, events: (told.events ?? []).slice(0, 1) });
  await send('acme', told);
  expect([await stream.next(), await stream.next()].map(({ event }) => numberOf(event))).toEqual([2, 3]);
  // A copy of what was told, and something new: only the new is heard.
  const { data } = (
    await hive.ask<{ readonly data: readonly EventRecord[] }>('/v1/events?agent_id=live', bearer('acme'))
  ).body;
  await send('acme', beats('live', [4]));
  const { event } = await stream.next();
  expect(event).toMatchObject({ event_id: idOf(4), kind: 'heartbeat', agent_id: 'live', summary: 'beat 4' });
  expect(data.map(numberOf)).toEqual([3, 2, 1]);
  stream.close();
});

test('a filter lets through what it says', async () => {
  const stream = await open('agent_id=mine&kind=heartbeat&q=BEAT');
  await send('acme', beats('other', [11]));
  await send('acme', beats('mine', [12]));
  expect(numberOf((await stream.next()).event)).toBe(12);
  stream.close();
});

test('what happened long ago is for pages, not for the stream', async () => {
  const stream = await open('agent_id=late');
  await send('acme', beats('late', [21], 600_000));
  await send('acme', beats('late', [22]));
  expect(numberOf((await stream.next()).event)).toBe(22);
  stream.close();
});

test.each([
  [
    'by the header that browsers send',
    (id: string) => open('agent_id=back-1', { ...bearer('acme'), 'last-event-id': id }),
  ],
  ['by a parameter', (id: string) => open(`agent_id=back-2&last_event_id=${id}`)],
])('a listener that comes back %s is told what it missed, and then goes on', async (how, comeBack) => {
  const agent = how.includes('header') ? 'back-1' : 'back-2';
  const first = agent === 'back-1' ? 31 : 41;
  const stream = await open(`agent_id=${agent}`);
  await send('acme', beats(agent, [first]));
  const { id } = await stream.next();
  stream.close();
  await send('acme', beats(agent, [first + 1, first + 2]));
  const again = await comeBack(id);
  await send('acme', beats(agent, [first + 3]));
  const heard = [await again.next(), await again.next(), await again.next()].map(({ event }) => numberOf(event));
  expect(heard).toEqual([first + 1, first + 2, first + 3]);
  again.close();
});

test('a silent stream says that it lives', async () => {
  const stream = await open('agent_id=nobody');
  expect([await stream.comment(), await stream.comment()]).toEqual([': still here', ': still here']);
  stream.close();
});

test('a tenant hears its own agents alone', async () => {
  const [acme, globex] = await Promise.all([open(), open('', bearer('globex'))]);
  await send('globex', beats('same', [51]));
  expect((await globex.next()).event.event_id).toBe(idOf(51));
  await send('acme', beats('same', [52]));
  expect((await acme.next()).event.event_id).toBe(idOf(52));
  acme.close();
  globex.close();
});

test.each([
  ['without a key', '', {}, 401],
  ['with a key that only writes', '', bearer('writer'), 403],
  ['with a wrong place', 'last_event_id=x', bearer('acme'), 400],
  ['with a wrong severity', 'severity=loud', bearer('acme'), 400],
  ['with an unknown parameter', 'limit=3', bearer('acme'), 400],
])('a stream %s is refused as any question is', async (_how, query, headers, status) => {
  const answer = await hive.ask<ApiError>(`/v1/stream?${query}`, headers);
  expect([answer.status, answer.body.status]).toEqual([status, status]);
});

test('a tenant has room for 100 streams, half of all, and again once one is left', async () => {
  const streams = await Promise.all(Array.from({ length: 100 }, () => open('agent_id=crowd')));
  const answer = await fetch(`${hive.bridge.url}/v1/stream`, { headers: bearer('acme') });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await answer.json()).toMatchObject({ error: 'too_many_streams' });
  for (const stream of streams) stream.close();
  let status = 503;
  while (status !== 200) {
    const caller = new AbortController();
    ({ status } = await fetch(`${hive.bridge.url}/v1/stream`, { headers: bearer('acme'), signal: caller.signal }));
    caller.abort();
  }
});

test('a key that is revoked hears no more', async () => {
  const sha256 = digestOf('leaver').toString('hex');
  const entry = { name: 'leaver', sha256, scopes: ['read'], tenant: 'acme', limits: { read: 1000 } };
  writeFileSync(keysFile, JSON.stringify([entry]));
  await until('the key is known', async () => {
    const { status } = await hive.ask('/v1/agents', bearer('leaver'));
    return status === 200;
  });
  const stream = await open('agent_id=leaver', bearer('leaver'));
  expect(await stream.comment()).toBe(': still here');
  writeFileSync(keysFile, '[]');
  const untilItEnds = async (): Promise<never> => {
    for (;;) await stream.comment();
  };
  await expect(untilItEnds()).rejects.toThrow('The stream has ended.');
});

test('a stream outlives a time in which ClickHouse cannot answer', async () => {
  const { url, admin } = hive.database;
  const client = createClient({ url, ...admin, keep_alive: { enabled: false } });
  const stream = await open('agent_id=survivor');
  await client.command({ query: 'RENAME TABLE hive.events TO hive.events_away' });
  let said = '';
  while (said !== ': ClickHouse does not answer') said = await stream.comment();
  await client.command({ query: 'RENAME TABLE hive.events_away TO hive.events' });
  await send('acme', beats('survivor', [61]));
  expect(numberOf((await stream.next()).event)).toBe(61);
  stream.close();
  await client.close();
});
