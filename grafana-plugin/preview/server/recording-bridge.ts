import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

/** A request that the bridge got. */
export interface BridgeRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers one path; the default answer is an empty list. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A bridge that knows nothing and remembers what it was asked. */
export interface RecordingBridge {
  readonly url: string;
  readonly requests: readonly BridgeRequest[];
  stop(): Promise<void>;
}

/** An answer of fixed JSON. */
export const jsonAnswer =
  (body: unknown, status = 200): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const emptyList = jsonAnswer({ data: [], pagination: { cursor: null, has_more: false } });

/** Starts one on a free loopback port; `answers` are by path, without the query. */
export async function startRecordingBridge(answers: Readonly<Record<string, Answer>> = {}): Promise<RecordingBridge> {
  const requests: BridgeRequest[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      const [path = ''] = url.split('?');
      (answers[path] ?? emptyList)(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The recording bridge has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
