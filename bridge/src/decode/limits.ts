/**
 * How deep lists and maps may nest inside an attribute value. Stock protobuf parsers stop at 100 nested messages,
 * which is less than this many levels, as each level costs two or three messages.
 */
export const MAX_VALUE_DEPTH = 64;

/**
 * How many spans, events, links, attributes and list elements one request may hold. Two bytes on the wire can become
 * a hundred in memory: without this cap a body of the permitted size could exhaust the heap.
 */
export const MAX_ITEMS = 4_000_000;

/**
 * The same for JSON, which is built up in memory before we see any of it: commas and opening brackets. An attribute
 * has about four of them.
 */
export const MAX_JSON_MARKS = 4 * MAX_ITEMS;
