import type { Span } from '../decode/span.js';
import type { Dialect, Gate, Places, Role } from './dialect.js';
import { DIALECTS, STANDARD_DIALECT } from './dialects.js';
import { firstOf, type Place } from './place.js';
import { STANDARD } from './standard-places.js';

/** A dialect with all places where its spans may say something. */
export interface Reading extends Omit<Dialect, 'places'> {
  readonly places: Places;
}

/** What a span of somebody else's telemetry stands for, and how to read it. */
export interface Recognised {
  readonly reading: Reading;
  readonly role: Role;
}

/** What says it in our own words goes before everything. */
const OURS: Partial<Places> = { agent: ['hive.agent.id'], cost: ['hive.cost.usd'] };

function readingOf(dialect: Dialect): Reading {
  const at = (name: keyof Places): readonly Place[] => [
    ...new Set([...(OURS[name] ?? []), ...(dialect.places[name] ?? []), ...STANDARD[name]]),
  ];
  return {
    ...dialect,
    places: {
      model: at('model'),
      provider: at('provider'),
      tokensIn: at('tokensIn'),
      tokensOut: at('tokensOut'),
      cacheRead: at('cacheRead'),
      cacheWrite: at('cacheWrite'),
      reasoning: at('reasoning'),
      cost: at('cost'),
      prompt: at('prompt'),
      response: at('response'),
      agent: at('agent'),
      entity: at('entity'),
      toolCallId: at('toolCallId'),
      session: at('session'),
      user: at('user'),
    },
  };
}

const READINGS = DIALECTS.map(readingOf);
const PLAIN = readingOf(STANDARD_DIALECT);

/** What a gate says of a span; null when it speaks, but of nothing that we know. */
function roleAt({ attributes }: Span, gate: Gate): Role | null | undefined {
  const value = attributes.get(gate.key);
  if (value === undefined) return undefined;
  if ('role' in gate) return gate.role;
  // MLflow writes every value as JSON, with quotation marks.
  return typeof value !== 'string' ? null : (gate.roles.get(value.replace(/^"(.*)"$/, '$1')) ?? null);
}

/** Recognises a span, or answers undefined for one that no dialect knows. */
export function recognise(span: Span): Recognised | undefined {
  let hasSpoken = false;
  for (const reading of READINGS) {
    if (reading.marks !== undefined && !reading.marks.some((mark) => span.attributes.has(mark))) continue;
    for (const gate of reading.gates) {
      const role = roleAt(span, gate);
      if (role === undefined) continue;
      if (role !== null) return { reading, role };
      hasSpoken = true;
    }
  }
  if (hasSpoken) return undefined;
  const { model, tokensIn, tokensOut } = STANDARD;
  const isCall =
    firstOf(span.attributes, model) !== undefined &&
    firstOf(span.attributes, [...tokensIn, ...tokensOut]) !== undefined;
  return isCall ? { reading: PLAIN, role: 'call' } : undefined;
}
