import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A door before ClickHouse: what a bridge sees of an outage, while the tests still see behind it. */
export interface Gate {
  readonly url: string;
  /** Breaks every connection, and refuses new ones. */
  readonly shut: () => Promise<void>;
  readonly open: () => Promise<void>;
  /** Breaks the connection on which something comes next, so many times: it had just been closed, as idle ones are. */
  readonly cut: (times: number) => void;
  /** How often {@link cut} has still to break one. */
  readonly cuts: () => number;
}

/** Opens one before the server at a URL. */
export async function openGate(target: string): Promise<Gate> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let cuts = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const server = createServer((client) => {
    const upstream = keep(connect(Number(port), hostname));
    keep(client).once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
    upstream.pipe(client);
    client.on('data', (bytes: Buffer) => {
      if (cuts > 0) {
        cuts -= 1;
        client.resetAndDestroy();
      } else if (!upstream.write(bytes)) {
        client.pause();
        upstream.once('drain', () => client.resume());
      }
    });
    client.once('end', () => upstream.end());
  });
  const listen = async (at: number): Promise<number> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : at;
  };
  const own = await listen(0);
  return {
    url: `http://127.0.0.1:${own}`,
    shut: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    open: async () => {
      await listen(own);
    },
    cut: (times) => {
      cuts = times;
    },
    cuts: () => cuts,
  };
}
