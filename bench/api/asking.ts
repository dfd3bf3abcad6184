/** What the process that asks is told to ask, and what it says of the answer. */
export interface Reply {
  /** From the question until the whole answer was read, in milliseconds. */
  readonly took: number;
  readonly status: number;
  /** What went wrong, in the words of the answer; null where nothing did. */
  readonly problem: string | null;
}

process.on('message', (url: string) => {
  void get(url).then((reply) => process.send?.(reply));
});

/** Gets an answer as a browser would, whole. */
async function get(url: string): Promise<Reply> {
  const start = performance.now();
  const response = await fetch(url);
  const body = await response.text();
  const took = performance.now() - start;
  return { took, status: response.status, problem: response.ok ? null : body };
}
