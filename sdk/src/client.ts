import { INVALID_SPAN_CONTEXT, trace, type Context, type Span, type SpanOptions } from '@opentelemetry/api';
import { startAgent, type Agent, type AgentOptions, type RunningAgent } from './agent.js';
import { resolveConfig, wholeMilliseconds, type HiveOptions } from './config.js';
import { agentFields } from './contract/index.js';
import { createEventIds } from './event-id.js';
import { createInks } from './ink.js';
import { nameFrom } from './name.js';
import { Outbox, type OutboxStats } from './otel/outbox.js';
import { createTicker } from './otel/progress.js';
import { beforeEnd } from './process-end.js';
import { createPrivateProvider, globalProvider, type SpanSource } from './otel/provider.js';
import { createRedactor } from './redact.js';
import { createSender } from './otel/sender.js';
import { processWide } from './process-wide.js';
import type { Runtime } from './runtime.js';
import { SDK_NAME, SDK_VERSION } from './version.js';
import { attempt, createWarn, optionsFrom } from './warnings.js';

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
  return (connection.current ??= connect(options, () => {
    connection.current = undefined;
  }));
}

function connect(given: HiveOptions, onShutdown: () => void): Hive {
  const options = optionsFrom(createWarn(), 'init', given);
  const warn = createWarn(options.onWarning);
  const { config, warnings } = resolveConfig(options, process.env);
  for (const warning of warnings) warn(warning);
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

  // Asked each time, so that the application may register its provider after us.
  const provider = (): SpanSource => options.tracerProvider ?? globalProvider() ?? ownProvider;
  const silent = (): Span => trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  const runtime: Runtime = {
    now,
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

  return {
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
    flush: (timeoutMs = 10_000) => flush(timeoutMs),
    shutdown: async (timeoutMs = 5_000) => {
      if (!open) return;
      onShutdown();
      for (const { agent } of [...agents.values()]) agent.stop();
      await flush(timeoutMs);
      open = false;
      ticker.stop();
      outbox.close();
      endsAnyway();
    },
    stats: () => outbox.stats(),
  };
}

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
