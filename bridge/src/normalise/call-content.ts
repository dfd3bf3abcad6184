/** What may hold a prompt or an answer, and is large: kept in the table of calls alone, where it expires sooner. */
const CONTENT: ReadonlySet<string> = new Set(['promptPreview', 'responsePreview', 'metadata']);

/** A call as the timeline and the feed need it: without its content. */
export function withoutContent(call: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(call)) if (!CONTENT.has(name)) rest[name] = call[name];
  return rest;
}
