import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LlmCallRow } from '@hiveboard/clickhouse';
import type { Rows } from '../rows/rows.js';
import type { SpoolState } from '../store/spool.js';
import type { WriterObserver } from '../store/writer.js';
import type { OtlpExchange } from '../wire/otlp.js';
import { boundedLabel } from './bounded-label.js';
import { createDollarCounter } from './dollar-counter.js';
import { createFirstTime } from './first-time.js';

/** How many agents, models and reasons have series of their own; the rest share `other`. */
const MOST_VALUES = 200;
/** Calls and ends of tasks that are remembered, so that one that comes again is counted once: 20 MB at the most. */
const REMEMBERED = 100_000;

/** Log records that were acknowledged. */
export interface TakenLogs {
  readonly records: number;
  /** How many of them were not stored, by why. */
  readonly ignored: ReadonlyMap<string, number>;
}

/** What the bridge tells Prometheus. */
export interface Metrics extends WriterObserver {
  /** Where other parts may enter metrics of their own. */
  readonly registry: Registry;
  /** An OTLP request was answered. */
  readonly answered: (exchange: OtlpExchange) => void;
  /** Tells from now on how much waits in this spool; `clock` in epoch milliseconds. */
  readonly watch: (spool: { readonly state: () => SpoolState }, clock: () => number) => void;
  /** Spans were left out, by our own words for why. */
  readonly rejected: (reasons: Iterable<readonly [reason: string, spans: number]>) => void;
  /** The same for log records. */
  readonly rejectedLogs: (reasons: Iterable<readonly [reason: string, records: number]>) => void;
  /** A request's log records are stored as these rows, but for those that were ignored, at `now`. */
  readonly storedLogs: (logs: TakenLogs, rows: Rows, now: number) => void;
  /** A request's spans are stored as these rows, at `now` in epoch milliseconds. */
  readonly stored: (spans: number, rows: Rows, now: number) => void;
}

function instruments(registers: [Registry]) {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    shape: { readonly labelNames: readonly Label[]; readonly buckets: readonly number[] },
  ) => new Histogram({ name, help, registers, labelNames: shape.labelNames, buckets: [...shape.buckets] });
  return {
    requests: counter('hive_otlp_requests_total', 'OTLP requests by signal and HTTP status.', ['signal', 'status']),
    spans: counter('hive_spans_accepted_total', 'Spans that were acknowledged.', []),
    rejected: counter('hive_spans_rejected_total', 'Spans that were left out of requests.', ['reason']),
    logs: counter(
      'hive_log_records_accepted_total',
      'Log records that were acknowledged, and whether they tell us something.',
      ['outcome'],
    ),
    rejectedLogs: counter('hive_log_records_rejected_total', 'Log records that were left out of requests.', ['reason']),
    rows: counter('hive_rows_stored_total', 'Rows that were stored, repetitions included.', ['table']),
    repeated: counter(
      'hive_repeated_total',
      'Calls and ends of tasks that came again in a later request, and were counted once.',
      ['what'],
    ),
    deadLetters: counter('hive_dead_letters_total', 'Rows that ClickHouse refused, kept in hive.dead_letters.', []),
    insert: histogram('hive_insert_duration_seconds', 'How long ClickHouse took for a batch of rows.', {
      labelNames: ['outcome'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    }),
    lag: histogram('hive_lag_seconds', 'Age of the newest event of a request once it was stored.', {
      labelNames: [],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600],
    }),
    cost: createDollarCounter(
      {
        name: 'hive_llm_cost_usd_total',
        help: 'US dollars that calls to models cost.',
        labelNames: ['tenant', 'agent', 'model', 'cost_source'] as const,
      },
      registers[0],
    ),
    tokens: counter('hive_llm_tokens_total', 'Tokens; cached ones are input, reasoning is output.', [
      'tenant',
      'model',
      'direction',
    ]),
    calls: counter('hive_llm_calls_total', 'Calls to models; unpriced ones have no cost.', [
      'tenant',
      'model',
      'cost_source',
      'outcome',
    ]),
    tasks: counter('hive_tasks_ended_total', 'Tasks that ended, by how.', ['tenant', 'outcome']),
  };
}

const tablesOf = (rows: Rows): readonly (readonly [string, { readonly length: number }])[] => Object.entries(rows);

/**
 * Metrics of one bridge, counted since its start. Money here is for rates and alarms: it is counted where it arrives,
 * so a restart begins at 0. The exact sums are in ClickHouse.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const {
    requests,
    spans,
    rejected,
    logs,
    rejectedLogs,
    rows,
    repeated,
    deadLetters,
    insert,
    lag,
    cost,
    tokens,
    calls,
    tasks,
  } = instruments([registry]);
  const agentLabel = boundedLabel(MOST_VALUES);
  const modelLabel = boundedLabel(MOST_VALUES);
  const reasonLabel = boundedLabel(MOST_VALUES);
  const isFirst = createFirstTime(REMEMBERED);

  const countCall = (row: LlmCallRow): void => {
    const { tenant, cost_source } = row;
    const model = modelLabel(row.model);
    calls.inc({ tenant, model, cost_source, outcome: row.error_message === '' ? 'success' : 'failure' });
    tokens.inc({ tenant, model, direction: 'input' }, row.tokens_in ?? 0);
    tokens.inc({ tenant, model, direction: 'output' }, row.tokens_out ?? 0);
    if (cost_source !== 'unpriced') cost.inc({ tenant, agent: agentLabel(row.agent_id), model, cost_source }, row.cost);
  };

  const countRows = (stored: Rows, now: number): void => {
    for (const [table, { length }] of tablesOf(stored)) if (length > 0) rows.inc({ table }, length);
    const newest = stored.events.reduce((latest, { ts }) => Math.max(latest, ts), 0);
    if (newest > 0) lag.observe(Math.max(0, now - newest) / 1000);
    for (const row of stored.llm_call_log) {
      if (isFirst(`${row.tenant}\n${row.event_id}`)) countCall(row);
      else repeated.inc({ what: 'llm_call' });
    }
  };

  return {
    registry,
    answered: ({ signal, status }) => {
      requests.inc({ signal, status: String(status) });
    },
    inserted: ({ seconds, outcome }) => {
      insert.observe({ outcome }, seconds);
    },
    setAside: (count) => {
      deadLetters.inc(count);
    },
    watch: ({ state }, clock) => {
      const gauge = (name: string, help: string, read: () => number): Gauge =>
        new Gauge({
          name,
          help,
          registers: [registry],
          collect() {
            this.set(read());
          },
        });
      gauge('hive_spool_bytes', 'What waits on the disk for ClickHouse.', () => state().bytes);
      gauge('hive_spool_limit_bytes', 'How much may wait.', () => state().maxBytes);
      gauge('hive_spool_full', '1 while requests are refused because no more may wait.', () => Number(state().isFull));
      gauge('hive_spool_oldest_age_seconds', 'How long the oldest waits; 0 when nothing does.', () => {
        const { oldestAt } = state();
        return oldestAt === null ? 0 : Math.max(0, clock() - oldestAt) / 1000;
      });
    },
    rejected: (reasons) => {
      for (const [reason, count] of reasons) rejected.inc({ reason: reasonLabel(reason) }, count);
    },
    rejectedLogs: (reasons) => {
      for (const [reason, count] of reasons) rejectedLogs.inc({ reason: reasonLabel(reason) }, count);
    },
    storedLogs: ({ records, ignored }, stored, now) => {
      let told = records;
      for (const [outcome, count] of ignored) {
        logs.inc({ outcome }, count);
        told -= count;
      }
      logs.inc({ outcome: 'stored' }, told);
      countRows(stored, now);
      // A run that only records tell of may end many times, as no record says that it is over: such ends are not counted.
    },
    stored: (count, stored, now) => {
      spans.inc(count);
      countRows(stored, now);
      for (const { tenant, task_id, task_run_id, ended } of stored.task_registers) {
        const outcome = ended[1];
        if (outcome === '') continue;
        if (isFirst(`${tenant}\n${task_id}\n${task_run_id}`)) tasks.inc({ tenant, outcome });
        else repeated.inc({ what: 'task' });
      }
    },
  };
}
