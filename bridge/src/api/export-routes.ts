import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router, type Request, type Response } from 'express';
import { HttpError } from '../errors.js';
import { admitted, goneSignal, type ApiDependencies } from './api.js';
import type { Export, ExportRow } from './export.js';
import { EXPORT_FORMS, type ExportForm } from './export-forms.js';
import { EXPORTS } from './exports.js';
import { createRoom } from './room.js';

/** Each export keeps ClickHouse busy for as long as it lasts. One tenant may have half of them. */
const MOST_EXPORTS = 16;

/** The rows of an export, one by one, beginning with those that are already there. */
async function* rowsOf(
  first: IteratorResult<readonly ExportRow[], unknown>,
  rest: AsyncIterator<readonly ExportRow[]>,
): AsyncGenerator<ExportRow, void> {
  for (let next = first; next.done !== true; next = await rest.next()) yield* next.value;
}

const fileName = (path: string, now: number, suffix: string): string =>
  `${path.slice(path.lastIndexOf('/') + 1)}-${new Date(now).toISOString().slice(0, 10)}${suffix}`;

/** Lists as files: `GET /v1/llm-calls.csv`, `.jsonl`, and the same of tasks. Rows are told while they are found. */
export function exportRoutes({ reader, admit, clock, log }: ApiDependencies): Router {
  const room = createRoom(MOST_EXPORTS);

  const tell = async (request: Request, response: Response, what: Export & { form: ExportForm }): Promise<void> => {
    const { tenant } = admitted(admit(request), response);
    const free = room.enter(tenant);
    if (free === undefined) throw new HttpError('too_many_exports');
    response.once('close', free);
    const signal = goneSignal(response);
    const now = clock();
    const pages = what.pages({ reader, tenant, now, query: request.query, path: {}, signal })[Symbol.asyncIterator]();
    // Whatever is wrong with the question shows here, while it can still be said.
    const first = await pages.next();
    response.vary('Authorization').vary('X-API-Key');
    response.set({
      'cache-control': 'no-store',
      'content-type': what.form.contentType,
      'content-disposition': `attachment; filename="${fileName(what.path, now, what.form.suffix)}"`,
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const rest: AsyncIterator<readonly ExportRow[]> = {
      next: () =>
        pages.next().catch((error: unknown) => {
          if (!signal.aborted) log.error({ err: error, path: request.path }, 'An export broke off');
          throw error;
        }),
    };
    // A file that breaks off lacks the end that HTTP gives to whole ones: nobody takes it for all there is.
    await pipeline(Readable.from(rowsOf(first, rest)), what.form.encoder(what.columns), response).catch(() => {
      response.destroy();
    });
  };

  const router = Router();
  for (const each of EXPORTS) {
    for (const form of EXPORT_FORMS) {
      router.get(`${each.path}${form.suffix}`, (request, response) => tell(request, response, { ...each, form }));
    }
  }
  return router;
}
