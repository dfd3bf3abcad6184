import { z } from 'zod';
import type { Dialect } from './dialect.js';
import type { LogDialect } from './log-dialect.js';

const role = z.enum(['call', 'agent', 'tool', 'step']);
const key = z.string().min(1);
const gate = z.union(
  [
    z.strictObject({ key, role }),
    z.strictObject({ key, roles: z.record(z.string(), role).transform((roles) => new Map(Object.entries(roles))) }),
  ],
  { error: 'expected {"key", "role"} or {"key", "roles": {value: role}}; a role is call, agent, tool or step' },
);
const event = z.strictObject({
  event: key,
  has: key.exactOptional(),
  role: z.enum(['call', 'agent', 'tool', 'step', 'sign']),
  failed: z.literal(true).exactOptional(),
});
const places = z.array(
  z.union([key, z.strictObject({ key, path: z.array(z.string()) })], {
    error: 'expected the key of an attribute, or {"key", "path"} for a value inside one that holds JSON',
  }),
);

/** A user's own row: for spans, or for log records. */
export type OwnDialect = Dialect | LogDialect;

export const isSpanDialect = (row: OwnDialect): row is Dialect => 'gates' in row;
export const isLogDialect = (row: OwnDialect): row is LogDialect => 'events' in row;

/** What rows for spans and for log records have in common. */
const row = {
  name: z.string().min(1).max(64),
  marks: z.array(key).min(1).exactOptional(),
  places: z
    .strictObject({
      model: places,
      provider: places,
      tokensIn: places,
      tokensOut: places,
      cacheRead: places,
      cacheWrite: places,
      reasoning: places,
      serviceTier: places,
      tokensTotal: places,
      cost: places,
      prompt: places,
      response: places,
      agent: places,
      entity: places,
      toolCallId: places,
      session: places,
      user: places,
    })
    .partial()
    .default({}),
  cachedApart: z
    .union([z.literal(true), z.array(z.string())], { error: 'expected true, or a list of providers' })
    .exactOptional(),
  reasoningApart: z.literal(true).exactOptional(),
  provider: z.string().min(1).exactOptional(),
  failure: z
    .strictObject({
      key,
      values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
      message: places.default([]),
    })
    .exactOptional(),
};

const spanRow = z.strictObject({ ...row, gates: z.array(gate).min(1) });
const logRow = z.strictObject({
  ...row,
  events: z.array(event).min(1),
  task: places.exactOptional(),
  identity: places.exactOptional(),
  duration: places.exactOptional(),
  evenInSpans: z.literal(true).exactOptional(),
});

const holdsEvents = (value: unknown): boolean => typeof value === 'object' && value !== null && 'events' in value;

/** A user's own rows for the tables of dialects, as a file of JSON holds them: one with `events` reads log records. */
export const ownDialectsSchema: z.ZodType<readonly OwnDialect[]> = z.array(
  // Not a union of both, which could only say that neither fits.
  z.unknown().transform((value, context): OwnDialect => {
    const parsed = (holdsEvents(value) ? logRow : spanRow).safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path: [...path], message });
    return z.NEVER;
  }),
);
