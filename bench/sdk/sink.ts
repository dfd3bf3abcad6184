import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { decodeProtobuf } from '../../bridge/src/decode/protobuf.js';

/** A receiver that takes everything, and remembers the ids of events. */
export interface Sink {
  readonly endpoint: string;
  readonly eventIds: ReadonlySet<unknown>;
  /** Whether it answers; while it does not, it cuts connections. */
  isUp: boolean;
  readonly close: () => Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return gunzipSync(Buffer.concat(chunks));
}

/** Starts a sink on a free port. One that keeps nothing costs the machine less. */
export async function startSink({ keepsIds }: { readonly keepsIds: boolean }): Promise<Sink> {
  const eventIds = new Set<unknown>();
  const server = createServer((request, response) => {
    if (!sink.isUp) {
      request.socket.destroy();
      return;
    }
    if (!keepsIds) {
      request.resume();
      request.on('end', () => response.end());
      return;
    }
    void bodyOf(request).then((body) => {
      for (const { events } of decodeProtobuf(body).spans) {
        for (const { name, attributes } of events) {
          if (name === 'hive.custom') eventIds.add(attributes.get('hive.event.id'));
        }
      }
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  const sink: Sink = {
    endpoint: `http://127.0.0.1:${address.port}`,
    eventIds,
    isUp: true,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return sink;
}
