import fc from 'fast-check';
import { isRecord } from '@hiveboard/sdk/contract';
import type { Effort } from './decoders.js';
import { questions, type Question } from './questions.js';

/** How many questions were answered with each status. */
export type StatusCounts = ReadonlyMap<number, number>;

/** Asks a bridge. */
type Ask = (path: string) => Promise<{ readonly status: number; readonly body: unknown }>;

/** Asks the bridge at an address; of a stream, no more than whether it begins. */
const asker =
  (url: string): Ask =>
  async (path) => {
    const response = await fetch(`${url}${path}`);
    if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true)
      return { status: response.status, body: await response.json() };
    await response.body?.cancel();
    return { status: response.status, body: undefined };
  };

/** What is wrong with an answer, or undefined. */
function faultOf({ url, names }: Question, { status, body }: Awaited<ReturnType<Ask>>): string | undefined {
  if (status === 200 || status === 404) return undefined;
  if (status !== 400) return `${url} was answered with ${status}`;
  if (!isRecord(body) || body['error'] !== 'invalid_parameter') return undefined;
  const details = body['details'];
  const parameter = isRecord(details) ? details['parameter'] : undefined;
  const isNamed =
    typeof parameter === 'string' &&
    ['path', ...names].some((name) => parameter === name || parameter.startsWith(`${name}[`));
  return isNamed ? undefined : `${url} was refused, but what was wrong is called ${String(parameter)}`;
}

/**
 * Asks questions of all kinds: each is answered, or refused by the name of what is wrong with it, never with a 500.
 *
 * @throws {Error} for anything else, with the smallest question that shows it and the seed
 */
export async function fuzzApi(url: string, { inputs, seed }: Effort): Promise<StatusCounts> {
  const ask = asker(url);
  const counts = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(questions(), async (question) => {
      const answer = await ask(question.url);
      counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
      const fault = faultOf(question, answer);
      if (fault !== undefined) throw new Error(fault);
    }),
    { numRuns: inputs, seed },
  );
  return counts;
}
