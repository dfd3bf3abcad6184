import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClickHouseClient } from '@clickhouse/client';

/** A bridge as most would write it: protobufjs in, `client.insert` of objects as JSONEachRow out. */
export interface BaselineBridge {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** As long as the real bridge waits for company. */
const LINGER_MS = 20;

/** Rows by table, as objects. */
export type RowObjects = Readonly<Record<(typeof TABLES)[number], readonly object[]>>;

/** Turns a request into rows. */
export type Mapping = (body: Buffer, tenant: string) => RowObjects;

const TABLES = ['events', 'llm_call_log', 'agent_registers', 'task_registers'] as const;

async function insert(client: ClickHouseClient, batch: readonly RowObjects[]): Promise<void> {
  await Promise.all(
    TABLES.map((table) =>
      client.insert({
        table,
        values: batch.flatMap((rows) => rows[table]),
        format: 'JSONEachRow',
        // Moments are whole milliseconds, which only the basic format reads from 0 on.
        clickhouse_settings: { max_partitions_per_insert_block: '0', date_time_input_format: 'basic' },
      }),
    ),
  );
}

/** Gathers rows as the real bridge does, so that the comparison is about encoding and not about batching. */
function createBatches(client: ClickHouseClient): (rows: RowObjects) => Promise<void> {
  let next: { readonly rows: RowObjects[]; readonly done: Promise<void> } | undefined;
  let running: Promise<void> = Promise.resolve();
  return (rows) => {
    if (next === undefined) {
      const batch: RowObjects[] = [];
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
export async function startBaselineBridge(client: ClickHouseClient, rowsOf: Mapping): Promise<BaselineBridge> {
  const write = createBatches(client);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      write(rowsOf(Buffer.concat(chunks), request.url?.slice(1) ?? '')).then(
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
