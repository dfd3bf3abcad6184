import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClickHouseClient } from '@clickhouse/client';
import { normalise } from '../bridge/src/normalise/normalise.js';
import { rowsOf, type Rows } from '../bridge/src/rows/rows.js';
import { decodeWithProtobufjs } from './baseline-decode.js';

/** A bridge as most would write it: protobufjs in, `client.insert` of objects as JSONEachRow out. */
export interface BaselineBridge {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** As long as the real bridge waits for company. */
const LINGER_MS = 20;

const TABLES = ['events', 'llm_calls', 'agent_registers', 'task_registers'] as const;

async function insert(client: ClickHouseClient, batch: readonly Rows[]): Promise<void> {
  await Promise.all(
    TABLES.map((table) =>
      client.insert({
        table,
        values: batch.flatMap((rows): readonly object[] => rows[table]),
        format: 'JSONEachRow',
        // Moments are whole milliseconds, which only the basic format reads from 0 on.
        clickhouse_settings: { max_partitions_per_insert_block: '0', date_time_input_format: 'basic' },
      }),
    ),
  );
}

/** Gathers rows as the real bridge does, so that the comparison is about encoding and not about batching. */
function createBatches(client: ClickHouseClient): (rows: Rows) => Promise<void> {
  let next: { readonly rows: Rows[]; readonly done: Promise<void> } | undefined;
  let running: Promise<void> = Promise.resolve();
  return (rows) => {
    if (next === undefined) {
      const batch: Rows[] = [];
      const done = running
        .then(() => new Promise((resolve) => setTimeout(resolve, LINGER_MS)))
        .then(() => {
          next = undefined;
          return insert(client, batch);
        });
      running = done.catch(() => undefined);
      next = { rows: batch, done };
    }
    next.rows.push(rows);
    return next.done;
  };
}

/** Starts one on a free loopback port. The path names the tenant: it has no keys. */
export async function startBaselineBridge(client: ClickHouseClient): Promise<BaselineBridge> {
  const write = createBatches(client);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const receivedAt = Date.now();
      const facts = normalise(decodeWithProtobufjs(Buffer.concat(chunks)), receivedAt);
      write(rowsOf(facts, { tenant: request.url?.slice(1) ?? '', receivedAt })).then(
        () => response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end(),
        () => response.writeHead(503).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
