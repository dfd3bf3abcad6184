import { Readable } from 'node:stream';
import {
  agentRegistersTable,
  encodeRows,
  eventsTable,
  insertStatement,
  llmCallsTable,
  taskRegistersTable,
  type Columns,
  type RowOf,
  type Table,
} from '@hiveboard/clickhouse';
import type { ClickHouseClient } from '@clickhouse/client';
import type { Rows } from '../rows/rows.js';

/** Nothing was stored for now; the sender keeps its data and comes back. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly retryAfterSeconds: number;

  constructor(message: string, options: { readonly retryAfterSeconds: number; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** How long ClickHouse took for one batch, and what came of it. */
export interface InsertTiming {
  readonly seconds: number;
  readonly outcome: 'success' | 'failure';
}

export interface WriterOptions {
  readonly client: ClickHouseClient;
  /** How long the first request of a batch waits for others, in milliseconds. Default 20. */
  readonly lingerMs?: number;
  /** Rows that may wait before requests are refused. Default 200,000. */
  readonly maxPendingRows?: number;
  /** Told of every batch that was sent. */
  readonly observe?: (timing: InsertTiming) => void;
}

/** Writes rows; a promise fulfils when ClickHouse has them. */
export interface Writer {
  readonly write: (rows: Rows) => Promise<void>;
  /** Waits for what is pending. */
  readonly close: () => Promise<void>;
}

interface Pending {
  readonly rows: Rows;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const size = ({ events, llm_calls, agent_registers, task_registers }: Rows): number =>
  events.length + llm_calls.length + agent_registers.length + task_registers.length;

const merge = (batch: readonly Pending[]): Rows => ({
  events: batch.flatMap(({ rows }) => rows.events),
  llm_calls: batch.flatMap(({ rows }) => rows.llm_calls),
  agent_registers: batch.flatMap(({ rows }) => rows.agent_registers),
  task_registers: batch.flatMap(({ rows }) => rows.task_registers),
});

async function insert<C extends Columns>(
  client: ClickHouseClient,
  table: Table<C>,
  rows: readonly RowOf<C>[],
): Promise<void> {
  if (rows.length === 0) return;
  const { stream } = await client.exec({
    query: insertStatement(table),
    values: Readable.from([encodeRows(table, rows)]),
    // A request may span as many days as retention keeps; each is a partition.
    clickhouse_settings: { max_partitions_per_insert_block: '0' },
  });
  // An insert answers nothing, but its socket is free only once the answer has been read.
  stream.resume();
  await new Promise<void>((resolve, reject) => {
    stream.once('end', resolve);
    stream.once('error', reject);
  });
}

async function insertAll(client: ClickHouseClient, rows: Rows): Promise<void> {
  await Promise.all([
    insert(client, eventsTable, rows.events),
    insert(client, llmCallsTable, rows.llm_calls),
    insert(client, agentRegistersTable, rows.agent_registers),
    insert(client, taskRegistersTable, rows.task_registers),
  ]);
}

/**
 * Gathers the rows of requests that arrive close together into one insert a table: ClickHouse likes few large inserts.
 * One batch is on its way at a time while the next one gathers. A batch that fails is tried again request by request,
 * so that one request that ClickHouse refuses fails alone.
 */
export function createWriter({ client, lingerMs = 20, maxPendingRows = 200_000, observe }: WriterOptions): Writer {
  let waiting: Pending[] = [];
  let pendingRows = 0;
  let running: Promise<void> | undefined;

  const insertTimed = async (rows: Rows): Promise<void> => {
    const startedAt = performance.now();
    const done = (outcome: InsertTiming['outcome']): void =>
      observe?.({ seconds: (performance.now() - startedAt) / 1000, outcome });
    try {
      await insertAll(client, rows);
    } catch (error) {
      done('failure');
      throw error;
    }
    done('success');
  };

  const attempt = async (batch: readonly Pending[]): Promise<void> => {
    try {
      await insertTimed(merge(batch));
      for (const { resolve } of batch) resolve();
    } catch (cause) {
      if (batch.length > 1) {
        for (const one of batch) await attempt([one]);
        return;
      }
      const failure = new StoreUnavailable('ClickHouse did not take the rows', { retryAfterSeconds: 5, cause });
      for (const { reject } of batch) reject(failure);
    }
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, lingerMs));
      const batch = waiting;
      waiting = [];
      await attempt(batch);
      pendingRows -= batch.reduce((sum, { rows }) => sum + size(rows), 0);
    }
    // In the same breath as the last look at `waiting`: a write a moment later must start a drain of its own.
    running = undefined;
  };

  return {
    write: (rows) => {
      const count = size(rows);
      if (count === 0) return Promise.resolve();
      if (pendingRows > 0 && pendingRows + count > maxPendingRows) {
        return Promise.reject(new StoreUnavailable('too many rows wait for ClickHouse', { retryAfterSeconds: 2 }));
      }
      pendingRows += count;
      const written = new Promise<void>((resolve, reject) => waiting.push({ rows, resolve, reject }));
      running ??= drain();
      return written;
    },
    close: async () => {
      await running;
    },
  };
}
