/** What may hold a prompt or an answer, and is large: kept in the table of calls alone, where it expires sooner. */
const CONTENT: ReadonlySet<string> = new Set(['promptPreview', 'responsePreview', 'metadata']);

/** A call as the timeline and the feed need it: without its content. */
export const withoutContent = (call: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(call).filter(([name]) => !CONTENT.has(name)));
