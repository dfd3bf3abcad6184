import type { DecodedOf, llmCall } from '@hiveboard/sdk/contract';

/** Who and what a fact belongs to. An empty string means that the telemetry does not say. */
export interface Origin {
  readonly agentId: string;
  readonly environment: string;
  readonly group: string;
  readonly project: string;
  readonly taskId: string;
  readonly taskRunId: string;
  readonly taskType: string;
  readonly correlationId: string;
  readonly traceId: string;
}

/** Something that happened. `at` is the sender's clock, in epoch milliseconds. */
export interface EventFact {
  readonly eventId: string;
  readonly at: number;
  readonly origin: Origin;
  readonly kind: string;
  readonly severity: string;
  /** How it ended: success, failure, cancelled; empty where nothing ends. */
  readonly status: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly durationMs: number | null;
  readonly actionId: string;
  readonly parentActionId: string;
  /** The concept's fields in snake case; for unknown kinds, the attributes as they came. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** A request to a model; each also has an {@link EventFact} with the same id. */
export interface CallFact {
  readonly eventId: string;
  readonly at: number;
  readonly origin: Origin;
  readonly actionId: string;
  /** Whose conventions the telemetry follows: `hive`, or the name of a row of the table of dialects. */
  readonly dialect: string;
  readonly call: DecodedOf<typeof llmCall.fields>;
  readonly errorMessage: string;
}

/** What one span tells of a run: that it lives, or how it ended. */
export interface TaskFact {
  readonly origin: Origin;
  readonly startedAt: number;
  readonly ended: { readonly at: number; readonly outcome: string; readonly error: string } | null;
}

/** What one span or event tells of an agent, beside that it lives. */
export interface AgentFact {
  readonly agentId: string;
  readonly environment: string;
  readonly group: string;
  readonly at: number;
  readonly news:
    | { readonly kind: 'alive' }
    | { readonly kind: 'heartbeat'; readonly summary: string; readonly stuckThresholdSeconds: number | undefined }
    | { readonly kind: 'stopped' }
    | {
        readonly kind: 'registered';
        readonly type: string | undefined;
        readonly version: string | undefined;
        readonly framework: string | undefined;
        readonly runtime: string | undefined;
        readonly sdkVersion: string | undefined;
        readonly stuckThresholdSeconds: number | undefined;
      };
}

/** All that a request's spans say. */
export interface Facts {
  readonly events: readonly EventFact[];
  readonly calls: readonly CallFact[];
  readonly tasks: readonly TaskFact[];
  readonly agents: readonly AgentFact[];
  /** Spans that cannot be stored, by reason. */
  readonly rejected: ReadonlyMap<string, number>;
  /** What was stored with a change, in words; each once. */
  readonly warnings: readonly string[];
}
