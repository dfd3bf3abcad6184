import { z } from 'zod';
import type { Dialect } from './dialect.js';

const role = z.enum(['call', 'agent', 'tool', 'step']);
const key = z.string().min(1);
const gate = z.union(
  [
    z.strictObject({ key, role }),
    z.strictObject({ key, roles: z.record(z.string(), role).transform((roles) => new Map(Object.entries(roles))) }),
  ],
  { error: 'expected {"key", "role"} or {"key", "roles": {value: role}}; a role is call, agent, tool or step' },
);
const places = z.array(
  z.union([key, z.strictObject({ key, path: z.array(z.string()) })], {
    error: 'expected the key of an attribute, or {"key", "path"} for a value inside one that holds JSON',
  }),
);

/** A user's own rows for the table of dialects, as a file of JSON holds them. */
export const ownDialectsSchema: z.ZodType<readonly Dialect[]> = z.array(
  z
    .strictObject({
      name: z.string().min(1).max(64),
      marks: z.array(key).min(1).optional(),
      gates: z.array(gate).min(1),
      places: z
        .strictObject({
          model: places,
          provider: places,
          tokensIn: places,
          tokensOut: places,
          cacheRead: places,
          cacheWrite: places,
          reasoning: places,
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
      cachedApart: z.literal(true).optional(),
      provider: z.string().min(1).optional(),
      failure: z
        .strictObject({
          key,
          values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
          message: places.default([]),
        })
        .optional(),
    })
    // What a row leaves out is not there at all: a type that says so tells a missing key from an undefined one.
    .transform(({ marks, cachedApart, provider, failure, ...row }) => ({
      ...row,
      ...(marks === undefined ? {} : { marks }),
      ...(cachedApart === undefined ? {} : { cachedApart }),
      ...(provider === undefined ? {} : { provider }),
      ...(failure === undefined ? {} : { failure }),
    })),
);
