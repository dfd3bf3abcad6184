import type { Place } from './place.js';

/**
 * What a span of somebody else's telemetry stands for. Only a `call` is a request to a model that money is counted from.
 * An `agent` is a whole run or a part of one that an agent of its own does, a `tool` and a `step` are actions; all three
 * may repeat what the calls inside them spent, and that is never read.
 */
export type Role = 'call' | 'agent' | 'tool' | 'step';

/** How a dialect says what a span stands for. */
export type Gate =
  | { readonly key: string; readonly roles: ReadonlyMap<string, Role> }
  /** The key alone says it. */
  | { readonly key: string; readonly role: Role };

/** Where each thing that we want to know stands, best first. */
export interface Places {
  readonly model: readonly Place[];
  readonly provider: readonly Place[];
  readonly tokensIn: readonly Place[];
  readonly tokensOut: readonly Place[];
  readonly cacheRead: readonly Place[];
  readonly cacheWrite: readonly Place[];
  readonly reasoning: readonly Place[];
  /** How the provider ran it: flex, priority, batch. */
  readonly serviceTier: readonly Place[];
  /** The sender's own sum of all tokens. */
  readonly tokensTotal: readonly Place[];
  /** In US dollars. */
  readonly cost: readonly Place[];
  readonly prompt: readonly Place[];
  readonly response: readonly Place[];
  /** The agent that the span belongs to. */
  readonly agent: readonly Place[];
  /** The agent, tool or step that the span itself is. */
  readonly entity: readonly Place[];
  readonly toolCallId: readonly Place[];
  readonly session: readonly Place[];
  readonly user: readonly Place[];
}

/** A way to write GenAI telemetry: one row of the table. */
export interface Dialect {
  /** Stored with each call. */
  readonly name: string;
  /** Only spans with one of these attributes speak it; without, any span may. */
  readonly marks?: readonly string[];
  /** The first that says something decides. */
  readonly gates: readonly Gate[];
  /** Before the standard's places, which every dialect may also use. */
  readonly places: { readonly [Name in keyof Places]?: Places[Name] | undefined };
  /** Set where input tokens leave out those that a cache read or wrote: always, or with these providers. */
  readonly cachedApart?: true | readonly string[];
  /** Set where output tokens leave out those spent on reasoning. */
  readonly reasoningApart?: true;
  /** Where nothing in the span names the provider. */
  readonly provider?: string;
  /** What says that something failed, beside the span's status. */
  readonly failure?: { readonly key: string; readonly values: readonly unknown[]; readonly message: readonly Place[] };
}
