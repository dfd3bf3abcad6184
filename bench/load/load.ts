import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase, type Database } from '@hiveboard/clickhouse';
import { cpuMsOf, peakBytesOf } from '../child-process.js';
import { numberedRequests, REQUEST_OF_EVENT, requestOf } from './numbered-requests.js';
import { startOwnBridge } from './own-bridge.js';
import { sendWithoutRest, type Met } from './senders.js';

/** How much load, and for how long. */
export interface LoadOptions {
  readonly seconds: number;
  readonly senders: number;
  /** Calls to a model in a request. */
  readonly events: number;
  /** Told now and then how far it is. */
  readonly progress: (line: string) => void;
}

/** What a bridge did with more than it can take. */
export interface LoadResult {
  readonly met: Met;
  readonly requestBytes: number;
  readonly events: number;
  readonly bridge: {
    /** Undefined on systems that do not tell. */
    readonly peakBytes: number | undefined;
    readonly cpuMs: number;
    readonly errors: readonly string[];
  };
  /** Events of accepted requests that are not stored, and ids that are stored more than once. Both must be 0. */
  readonly missing: number;
  readonly surplus: number;
  /** Requests that are stored though their senders did not hear so: what exporters send again, and is stored once. */
  readonly unheard: number;
  /** How long after the last answer everything accepted could be read. */
  readonly settledMs: number;
}

const MIB = 1024 * 1024;

/**
 * What the bridge may hold: bodies under way (256 MiB), rows under way (64 MiB), young objects (three times 64 MiB, by the
 * flag of `npm start`), and 256 MiB for code, libraries and everything else.
 */
export const MEMORY_BOUND_BYTES = (256 + 64 + 3 * 64 + 256) * MIB;

const TENANT = 'load';
/** As many requests a second as no sender reaches, and so few that everybody does. */
const KEYS = [
  { key: 'load-unlimited', perSecond: 1_000_000 },
  { key: 'load-unlimited', perSecond: 1_000_000 },
  { key: 'load-unlimited', perSecond: 1_000_000 },
  { key: 'load-limited', perSecond: 2 },
] as const;
/** How long what was accepted may take out of the spool. */
const SETTLE_MS = 300_000;

/** How many events of each request are stored, and how many copies FINAL would leave too many. */
async function stored({ writer }: Database): Promise<ReadonlyMap<number, number>> {
  const answer = await writer.query({
    query: `SELECT ${REQUEST_OF_EVENT} AS digits, count() AS events
      FROM hive.llm_call_log FINAL WHERE tenant = {tenant:String} GROUP BY digits`,
    query_params: { tenant: TENANT },
    format: 'JSONEachRow',
  });
  const rows = await answer.json<{ readonly digits: string; readonly events: number }>();
  return new Map(rows.map(({ digits, events }) => [requestOf(digits), events]));
}

/** Compares what senders heard with what is there. */
export function settle(accepted: readonly number[], events: number, there: ReadonlyMap<number, number>) {
  const heard = new Set(accepted);
  let [missing, surplus, unheard] = [0, 0, 0];
  for (const request of heard) missing += Math.max(0, events - (there.get(request) ?? 0));
  for (const [request, count] of there) {
    surplus += Math.max(0, count - events);
    if (!heard.has(request)) unheard += 1;
  }
  return { missing, surplus, unheard };
}

/**
 * Lets many senders loose on a bridge in a process of its own, on a ClickHouse in a temporary folder.
 *
 * @throws {Error} when the engine or the bridge does not start
 */
export async function runLoad({ seconds, senders, events, progress }: LoadOptions): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'hive-load-'));
  try {
    const database = await openDatabase({ kind: 'embedded', dataDir: join(folder, 'clickhouse') });
    try {
      const keys = [...new Map(KEYS.map((key) => [key.key, key])).values()];
      const bridge = await startOwnBridge(database, { folder: join(folder, 'bridge'), keys, tenant: TENANT });
      const requests = numberedRequests(events);
      const until = Date.now() + seconds * 1000;
      const ticker = setInterval(() => {
        const peak = Math.round((peakBytesOf(bridge.pid) ?? 0) / MIB);
        progress(`${Math.max(0, Math.round((until - Date.now()) / 1000))} s to go, at most ${peak} MiB held`);
      }, 10_000);
      const target = { url: `${bridge.url}/v1/traces`, apiKeys: KEYS.map(({ key }) => key) };
      const met = await sendWithoutRest(target, requests, { count: senders, until });
      clearInterval(ticker);
      const silentSince = Date.now();
      let found = settle(met.accepted, events, await stored(database));
      while (found.missing > 0 && Date.now() - silentSince < SETTLE_MS) {
        progress(`${found.missing} events are still in the spool`);
        await pause(1000);
        found = settle(met.accepted, events, await stored(database));
      }
      const result = {
        met,
        requestBytes: requests.bytes,
        events,
        bridge: { peakBytes: peakBytesOf(bridge.pid), cpuMs: cpuMsOf(bridge.pid), errors: [...bridge.errors] },
        ...found,
        settledMs: Date.now() - silentSince,
      };
      await bridge.stop();
      return result;
    } finally {
      await database.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
