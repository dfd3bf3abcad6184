import { enumOf, isObject, listOf, nanosOf, objectOf, Problem, textOf, type JsonObject } from './json-fields.js';
import { attributesOf } from './json-values.js';
import type { Resource, Scope, Span, SpanEvent, SpanLink } from './span.js';
import { parentOrRoot, problemWithIds, WRONG_LENGTH } from './span-ids.js';
import { NO_EVENTS, NO_LINKS, OK_OR_UNSET, statusCode } from './span-parts.js';

const KINDS: ReadonlyMap<string, number> = new Map([
  ['SPAN_KIND_UNSPECIFIED', 0],
  ['SPAN_KIND_INTERNAL', 1],
  ['SPAN_KIND_SERVER', 2],
  ['SPAN_KIND_CLIENT', 3],
  ['SPAN_KIND_PRODUCER', 4],
  ['SPAN_KIND_CONSUMER', 5],
]);

const STATUS_CODES: ReadonlyMap<string, number> = new Map([
  ['STATUS_CODE_UNSET', 0],
  ['STATUS_CODE_OK', 1],
  ['STATUS_CODE_ERROR', 2],
]);

const HEX = /^[0-9a-f]*$/;

/** Reads a span; answers the reason instead when it has to be left out. */
export function spanOf(value: unknown, resource: Resource, scope: Scope): Span | string {
  if (!isObject(value)) return 'a span is not an object';
  const problem = new Problem();
  const span: Span = {
    resource,
    scope,
    traceId: idOf(value['traceId'], 32) ?? '',
    spanId: idOf(value['spanId'], 16) ?? '',
    parentSpanId: idOf(value['parentSpanId'], 16) ?? WRONG_LENGTH,
    traceState: textOf(value['traceState'], problem),
    name: textOf(value['name'], problem),
    kind: enumOf(value['kind'], KINDS),
    startTimeUnixNano: nanosOf(value['startTimeUnixNano'], problem),
    endTimeUnixNano: nanosOf(value['endTimeUnixNano'], problem),
    attributes: attributesOf(value['attributes'], problem),
    events: objectsOf(value['events'], problem, eventOf) ?? NO_EVENTS,
    links: objectsOf(value['links'], problem, linkOf) ?? NO_LINKS,
    status: statusOf(value['status'], problem),
  };
  const reason = problemWithIds(span) ?? problem.reason;
  if (reason !== undefined) return reason;
  return { ...span, parentSpanId: parentOrRoot(span.parentSpanId) };
}

/** An id in lower-case hex; nothing when it is something else. An empty id is the same as none. */
function idOf(value: unknown, digits: number): string | undefined {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value !== 'string' || value.length !== digits) return undefined;
  const id = value.toLowerCase();
  return HEX.test(id) ? id : undefined;
}

function objectsOf<T>(
  value: unknown,
  problem: Problem,
  read: (object: JsonObject, problem: Problem) => T,
): readonly T[] | undefined {
  const elements = listOf(value, problem);
  if (elements.length === 0) return undefined;
  const objects = elements.filter(isObject);
  if (objects.length !== elements.length) problem.note('an event or link is not an object');
  return objects.map((object) => read(object, problem));
}

function eventOf(event: JsonObject, problem: Problem): SpanEvent {
  return {
    name: textOf(event['name'], problem),
    timeUnixNano: nanosOf(event['timeUnixNano'], problem),
    attributes: attributesOf(event['attributes'], problem),
  };
}

function linkOf(link: JsonObject, problem: Problem): SpanLink {
  return {
    traceId: textOf(link['traceId'], problem).toLowerCase(),
    spanId: textOf(link['spanId'], problem).toLowerCase(),
    attributes: attributesOf(link['attributes'], problem),
  };
}

function statusOf(value: unknown, problem: Problem): Span['status'] {
  if (value === undefined || value === null) return OK_OR_UNSET;
  const status = objectOf(value, problem);
  return { code: statusCode(enumOf(status['code'], STATUS_CODES)), message: textOf(status['message'], problem) };
}
