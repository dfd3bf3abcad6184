import type { Span } from '../decode/span.js';
import type { Dialect, Gate, Places, Role } from './dialect.js';
import { DIALECTS } from './dialects.js';
import { firstOf, type Place } from './place.js';
import { STANDARD_DIALECT } from './standard-dialect.js';
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

/** A dialect together with the places of the standard and of our own words. */
export function readingOf(dialect: Dialect): Reading {
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
      serviceTier: at('serviceTier'),
      tokensTotal: at('tokensTotal'),
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

const PLAIN = readingOf(STANDARD_DIALECT);

/** What a gate says of a span; null when it speaks, but of nothing that we know. */
function roleAt({ attributes }: Span, gate: Gate): Role | null | undefined {
  const value = attributes.get(gate.key);
  if (value === undefined) return undefined;
  if ('role' in gate) return gate.role;
  // MLflow writes every value as JSON, with quotation marks.
  return typeof value !== 'string' ? null : (gate.roles.get(value.replace(/^"(.*)"$/, '$1')) ?? null);
}

function isPlainCall({ attributes }: Span): boolean {
  const { model, tokensIn, tokensOut } = STANDARD;
  return firstOf(attributes, model) !== undefined && firstOf(attributes, [...tokensIn, ...tokensOut]) !== undefined;
}

/** Recognises a span, or answers undefined for one that no dialect knows. */
export type Recognise = (span: Span) => Recognised | undefined;

/** Recognises spans by the table, and before it by `own` rows; one of these takes the place of ours of the same name. */
export function recogniser(own: readonly Dialect[] = []): Recognise {
  const names = new Set(own.map(({ name }) => name));
  const readings = [...own, ...DIALECTS.filter(({ name }) => !names.has(name))].map(readingOf);
  return (span) => {
    let hasSpoken = false;
    for (const reading of readings) {
      if (reading.marks !== undefined && !reading.marks.some((mark) => span.attributes.has(mark))) continue;
      for (const gate of reading.gates) {
        const role = roleAt(span, gate);
        if (role === undefined) continue;
        if (role !== null) return { reading, role };
        hasSpoken = true;
      }
    }
    return !hasSpoken && isPlainCall(span) ? { reading: PLAIN, role: 'call' } : undefined;
  };
}
