import { setTimeout as pause } from 'node:timers/promises';
import { init } from '@hiveboard/sdk';
import type { Database } from '@hiveboard/clickhouse';
import { quantile } from './measure.js';
import { sendAll } from './send.js';
import { startKeyedBridge } from './store-stage.js';
import type { Workload } from './workload.js';

/** How old events are when they can first be read, while a bridge has half as much to do as it can. */
export interface LagResult {
  readonly seconds: number;
  /** What was sent meanwhile. */
  readonly spansPerSecond: number;
  readonly markers: number;
  /** Milliseconds from the call in the agent to the first answer that has the event. */
  readonly p50: number;
  readonly p99: number;
}

const TENANT = 'lag';
const KEY = 'key-of-lag';
const BESIDE = 'key-of-load';
const MARKER_EVERY_MS = 200;
const LOOK_EVERY_MS = 25;
const PATIENCE_MS = 60_000;

/** The markers that can be read. */
async function visible({ reader }: Database): Promise<readonly number[]> {
  const answer = await reader.query({
    query: `SELECT DISTINCT JSONExtractUInt(data, 'payload', 'marker') AS marker
      FROM hive.events WHERE tenant = {tenant:String} AND kind = 'custom'`,
    query_params: { tenant: TENANT },
    format: 'JSONEachRow',
  });
  return (await answer.json<{ readonly marker: number }>()).map(({ marker }) => marker);
}

/** Sends requests at a pace, whatever becomes of those before. */
async function sendAtPace(
  url: string,
  { bodies, spans }: Workload,
  { spansPerSecond, until }: { readonly spansPerSecond: number; readonly until: number },
): Promise<number> {
  const between = (spans / bodies.length / spansPerSecond) * 1000;
  const start = Date.now();
  const sent: Promise<void>[] = [];
  while (Date.now() < until) {
    const body = bodies[sent.length % bodies.length];
    if (body !== undefined) sent.push(sendAll({ url, apiKey: BESIDE }, [body]));
    await pause(Math.max(0, start + sent.length * between - Date.now()));
  }
  await Promise.all(sent);
  return (sent.length * spans) / bodies.length / ((Date.now() - start) / 1000);
}

/**
 * Lets an agent tell of itself through our SDK, which sends every second, beside other agents' requests at a pace.
 *
 * @throws {Error} when an event does not come up within a minute
 */
export async function measureLag(
  { database, spoolFolder }: { readonly database: Database; readonly spoolFolder: string },
  workload: Workload,
  { seconds, spansPerSecond }: { readonly seconds: number; readonly spansPerSecond: number },
): Promise<LagResult> {
  const tenants = new Map([
    [KEY, TENANT],
    [BESIDE, 'lag-beside'],
  ]);
  const bridge = await startKeyedBridge(database, { spoolFolder, tenants });
  try {
    const until = Date.now() + seconds * 1000;
    const pace = sendAtPace(`${bridge.url}/v1/traces`, workload, { spansPerSecond, until });
    const hive = init({ endpoint: bridge.url, apiKey: KEY });
    const agent = hive.agent('lag-agent', { heartbeatInterval: 0 });
    const told: number[] = [];
    const teller = setInterval(() => {
      agent.event('marker', { marker: told.length });
      told.push(Date.now());
    }, MARKER_EVERY_MS);
    const lags = new Map<number, number>();
    while (Date.now() < until + PATIENCE_MS && (Date.now() < until || lags.size < told.length)) {
      for (const marker of await visible(database)) {
        const at = told[marker];
        if (at !== undefined && !lags.has(marker)) lags.set(marker, Date.now() - at);
      }
      if (Date.now() >= until) clearInterval(teller);
      await pause(LOOK_EVERY_MS);
    }
    clearInterval(teller);
    await hive.shutdown();
    const sent = await pace;
    if (lags.size < told.length) throw new Error(`${told.length - lags.size} of ${told.length} events never came up`);
    const values = [...lags.values()];
    return {
      seconds,
      spansPerSecond: sent,
      markers: values.length,
      p50: quantile(values, 0.5),
      p99: quantile(values, 0.99),
    };
  } finally {
    await bridge.close();
  }
}
