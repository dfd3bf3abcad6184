import { constants, createServer, type ServerHttp2Session } from 'node:http2';
import { answerCall } from './grpc-call.js';
import type { OtlpReceiver } from './otlp.js';

/** OTLP/gRPC that listens. */
export interface GrpcServer {
  /** Where it listens, such as http://127.0.0.1:4317. */
  readonly url: string;
  /** Takes no more calls, and fulfils when those under way are answered, or after a few seconds. */
  readonly close: () => Promise<void>;
}

/** What a sender may have on its way before it is read: enough for a line of 50 ms at 20 MB a second. */
const WINDOW_BYTES = 1024 * 1024;
/** Calls of one connection at a time. */
const MOST_CALLS = 100;
/** A call in which nothing moves for so long is given up. */
const SILENCE_MS = 60_000;
/** Calls that are under way when the bridge stops have so long. */
const FAREWELL_MS = 5_000;

/**
 * OTLP/gRPC without TLS, which is for a proxy in front. A unary call is one POST of HTTP/2 with a length before its body
 * and a status behind its answer: Node's own HTTP/2 reads it as it comes, so that the same memory bounds both ways in.
 *
 * @throws {Error} when the port is taken
 */
export async function startGrpc(
  receiver: OtlpReceiver,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<GrpcServer> {
  const server = createServer({ settings: { initialWindowSize: WINDOW_BYTES, maxConcurrentStreams: MOST_CALLS } });
  const sessions = new Set<ServerHttp2Session>();
  let isClosing = false;
  server.on('session', (session) => {
    session.setLocalWindowSize(WINDOW_BYTES);
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    if (isClosing) session.close();
  });
  server.on('stream', (stream, headers) => {
    // Senders that vanish or break the protocol end their own streams and connections; nobody else need know.
    stream.on('error', () => undefined);
    stream.setTimeout(SILENCE_MS, () => {
      stream.close(constants.NGHTTP2_CANCEL);
    });
    void answerCall(receiver, stream, headers);
  });
  server.on('sessionError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: async () => {
      isClosing = true;
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      for (const session of sessions) session.close();
      const farewell = setTimeout(() => {
        for (const session of sessions) session.destroy();
      }, FAREWELL_MS);
      await closed;
      clearTimeout(farewell);
    },
  };
}
