import { INVALID_SPAN_CONTEXT, trace, type Context, type Span, type SpanOptions } from '@opentelemetry/api';
import { startAgent, type Agent, type AgentOptions, type RunningAgent } from './agent.js';
import { readOptions, resolveConfig, wholeMilliseconds, type HiveOptions } from './config.js';
import { agentFields } from './contract/index.js';
import { createEventIds } from './event-id.js';
import { createInks } from './ink.js';
import { nameFrom } from './name.js';
import { Outbox, type OutboxStats } from './otel/outbox.js';
import { createTicker } from './otel/progress.js';
import { beforeEnd } from './process-end.js';
import { createPrivateProvider, globalProvider, type SpanSource } from './otel/provider.js';
import { createRedactor, redactSecrets } from './redact.js';
import { createSender } from './otel/sender.js';
import { processWide } from './process-wide.js';
import type { Runtime } from './runtime.js';
import { SDK_NAME, SDK_VERSION } from './version.js';
import { attempt, createWarn, optionsFrom, type Warn } from './warnings.js';

/** The connection of a process to HiveBoard. No method throws or rejects. */
export interface Hive {
  /**
   * The agent of this id. The first call registers it and starts its heartbeat; a later one with options changes what is
   * said of it, and nothing else.
   */
  readonly agent: (id: string, options?: AgentOptions) => Agent;
  /** Sends all that waits, news of running tasks included. Resolves when it has left, or after `timeoutMs` (10,000). */
  readonly flush: (timeoutMs?: number) => Promise<void>;
  /** Stops the agents, sends what waits and ends reporting. Resolves within about `timeoutMs` (5,000). */
  readonly shutdown: (timeoutMs?: number) => Promise<void>;
  /** Spans that left, wait, or were lost. Counts nothing while the application's own provider is used. */
  readonly stats: () => OutboxStats;
}

/** The longest that a span waits for company before it is sent, in milliseconds. */
const SEND_DELAY_MS = 200;
/** The longest that timers can wait, in milliseconds. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/** How long a signal that ends the program is held up, at most, in milliseconds. */
const LAST_WORDS_MS = 1_500;

const connection = processWide('connection.v1', isConnection, () => ({ current: undefined }));

function isConnection(value: unknown): value is { current: Hive | undefined } {
  return typeof value === 'object' && value !== null && 'current' in value;
}

/**
 * Connects the process to HiveBoard. Makes no network call by itself and never throws. A second call returns the first
 * connection until that is shut down.
 */
export function init(options: HiveOptions = {}): Hive {
  if (connection.current !== undefined) {
    sayWhatIsIgnored(connection.current, options);
    return connection.current;
  }
  const hive = connect(options, () => {
    // By now it may be another one's turn.
    if (connection.current === hive) connection.current = undefined;
  });
  connection.current = hive;
  return hive;
}

function connect(given: HiveOptions, onShutdown: () => void): Hive {
  const { options, complaints } = readOptions(optionsFrom(createWarn(), 'init', given));
  const warn = createWarn(options.onWarning, redactSecrets);
  const { config, warnings } = resolveConfig(options, process.env);
  for (const warning of [...complaints, ...warnings]) warn(warning);
  const now = wholeMilliseconds(options.clock ?? Date.now);
  const outbox = new Outbox({
    sender: createSender(config),
    warn,
    delayMs: Math.min(SEND_DELAY_MS, config.flushIntervalMs),
    maxSpans: config.maxQueueSize,
  });
  const ownProvider = createPrivateProvider(config, outbox);
  const ticker = createTicker(config.flushIntervalMs, now);
  const agents = new Map<string, RunningAgent>();
  const ink = createInks(warn, createRedactor(options.redact, warn));
  let open = config.isEnabled;
  let closing = false;

  // Asked each time, so that the application may register its provider after us.
  const provider = (): SpanSource => options.tracerProvider ?? globalProvider() ?? ownProvider;
  const silent = (): Span => trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const runtime: Runtime = {
    now,
    isOpen: () => open && !closing,
    nextId: createEventIds(),
    warn,
    ink,
    ticker,
    startSpan: (name: string, spanOptions: SpanOptions, parent: Context) => {
      if (!open) {
        if (config.isEnabled) warn('the connection is shut down; nothing is recorded any more. Call init again');
        return silent();
      }
      return (
        attempt(warn, 'tracer', () =>
          provider().getTracer(SDK_NAME, SDK_VERSION).startSpan(name, spanOptions, parent),
        ) ?? silent()
      );
    },
  };

  const limitOf = (what: string, timeoutMs: unknown, fallback: number): number => {
    if (timeoutMs === undefined) return fallback;
    if (typeof timeoutMs === 'number' && timeoutMs >= 0) return Math.min(timeoutMs, LONGEST_TIMEOUT_MS);
    warn(`${what}: timeoutMs must be a number of milliseconds from 0; using ${fallback}`);
    return fallback;
  };
  const flush = async (timeoutMs: number): Promise<void> => {
    // First heartbeats leave in a microtask: let them go first.
    await Promise.resolve();
    attempt(warn, 'flush', ticker.flush);
    const foreign = provider();
    await Promise.all([
      outbox.flush(timeoutMs),
      foreign === ownProvider ? undefined : flushForeign(foreign, timeoutMs),
    ]);
  };

  const endsAnyway = beforeEnd({
    kick: () => {
      attempt(warn, 'flush', ticker.flush);
      outbox.kick();
    },
    flush: () => flush(LAST_WORDS_MS),
    goodbye: (reason) => {
      for (const { agent } of [...agents.values()]) agent.stop(reason);
      return flush(LAST_WORDS_MS);
    },
  });

  const hive: Hive = {
    agent: (anyId, agentOptions) => {
      const id = nameFrom(warn, agentFields.agentId, anyId);
      const given = optionsFrom(warn, 'agent', agentOptions);
      const known = agents.get(id);
      if (known !== undefined) {
        known.update(given);
        return known.agent;
      }
      const started = startAgent(runtime, { id, options: given }, () => {
        agents.delete(id);
      });
      agents.set(id, started);
      return started.agent;
    },
    flush: (timeoutMs) => flush(limitOf('flush', timeoutMs, 10_000)),
    shutdown: async (timeoutMs) => {
      const limit = limitOf('shutdown', timeoutMs, 5_000);
      closing = true;
      onShutdown();
      for (const { agent } of [...agents.values()]) agent.stop();
      if (open) await flush(limit);
      open = false;
      ticker.stop();
      outbox.close();
      endsAnyway();
    },
    stats: () => outbox.stats(),
  };
  connected.set(hive, { options, warn });
  return hive;
}

/** What connections that this copy of the package made were made with. */
const connected = new WeakMap<Hive, { readonly options: Partial<HiveOptions>; readonly warn: Warn }>();

/** Functions are new ones at each call, so only what can be compared is. */
function sayWhatIsIgnored(hive: Hive, given: HiveOptions): void {
  const first = connected.get(hive);
  if (first === undefined) return;
  const before = new Map<string, unknown>(Object.entries(first.options));
  const ignored = Object.entries(readOptions(optionsFrom(first.warn, 'init', given)).options)
    .filter(([name, value]) => COMPARABLE.has(typeof value) && value !== before.get(name))
    .map(([name]) => name);
  if (ignored.length > 0) {
    first.warn(`init: already connected; what this call says of ${ignored.join(', ')} is ignored. Call shutdown first`);
  }
}
const COMPARABLE: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

interface Flushable {
  forceFlush(): Promise<void>;
}
const canFlush = (provider: object): provider is Flushable =>
  'forceFlush' in provider && typeof provider.forceFlush === 'function';

/** Flushes the application's provider, if it can be flushed, for no longer than `timeoutMs`. */
async function flushForeign(provider: SpanSource, timeoutMs: number): Promise<void> {
  if (!canFlush(provider)) return;
  const { promise: deadline, cancel } = deadlineIn(timeoutMs);
  try {
    await Promise.race([provider.forceFlush(), deadline]);
  } catch {
    // The provider's exporter reports its own failures.
  } finally {
    cancel();
  }
}

function deadlineIn(ms: number): { readonly promise: Promise<void>; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return {
    promise,
    cancel: () => {
      clearTimeout(timer);
    },
  };
}
