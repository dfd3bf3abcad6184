import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { encodeSuccess } from './answer.js';
import { ClientGone } from './body.js';
import { framed, readMessage } from './grpc-message.js';
import { statusTrailers } from './grpc-status.js';
import type { Share } from './memory.js';
import type { Endpoint, OtlpReceiver, OtlpSignal } from './otlp.js';
import { Refused, RPC_CODE, type Refusal } from './refusal.js';
import { refusalOf, turnedAway } from './refusals.js';

const CONTENT_TYPE = 'application/grpc';
/** What every answer begins with. */
const HEAD = { ':status': 200, 'content-type': CONTENT_TYPE, 'grpc-accept-encoding': 'identity,gzip,deflate' };

/** Which signal a path receives. */
const SIGNALS: ReadonlyMap<string | undefined, OtlpSignal> = new Map([
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
]);

const UNKNOWN_METHOD: Refusal = {
  status: 404,
  code: RPC_CODE.unimplemented,
  message: 'There is no such method: OTLP has TraceService, MetricsService and LogsService, each with Export.',
};

interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly rejected: number;
}

/** Answers one call. Never throws: whatever goes wrong is told to the caller. */
export async function answerCall(
  receiver: OtlpReceiver,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): Promise<void> {
  const { log, observe } = receiver;
  if (headers['content-type']?.startsWith(CONTENT_TYPE) !== true) {
    stream.respond({ ':status': 415 }, { endStream: true });
    stream.resume();
    return;
  }
  const signal = SIGNALS.get(headers[':path']);
  const endpoint = receiver.endpoints.find((candidate) => candidate.signal === signal);
  if (endpoint === undefined) {
    refuse(stream, UNKNOWN_METHOD);
    return;
  }
  const share = receiver.newShare();
  try {
    const { rejected, ...answer } = await receive({ stream, headers }, endpoint, { ...receiver, share });
    observe?.({ signal: endpoint.signal, status: 200, rejected });
    succeed(stream, answer);
  } catch (error) {
    if (error instanceof ClientGone) return;
    const { refusal, isOurFault } = refusalOf(error);
    if (isOurFault) log.error({ err: error, signal: endpoint.signal }, 'An OTLP request could not be kept');
    observe?.({ signal: endpoint.signal, status: refusal.status, rejected: 0 });
    refuse(stream, refusal);
  } finally {
    share.giveBack();
  }
}

/** The steps of a call, cheapest first; each may refuse it. */
async function receive(
  { stream, headers }: { readonly stream: ServerHttp2Stream; readonly headers: IncomingHttpHeaders },
  endpoint: Endpoint,
  { share, authenticate, maxBodyBytes }: OtlpReceiver & { readonly share: Share },
): Promise<Answer> {
  const sender = await authenticate(headers);
  if ('status' in sender) throw new Refused(turnedAway(sender));
  const message = await readMessage(stream, headers, { maxBytes: maxBodyBytes, share });
  const outcome = await endpoint.receive(message, 'protobuf', sender);
  const body = encodeSuccess('protobuf', endpoint.rejectedField, outcome);
  return { headers: sender.headers ?? {}, body, rejected: outcome.rejected };
}

/** A sender that has gone away hears no answer. */
const isGone = (stream: ServerHttp2Stream): boolean => stream.destroyed || stream.closed;

function succeed(stream: ServerHttp2Stream, { headers, body }: Pick<Answer, 'headers' | 'body'>): void {
  if (isGone(stream)) return;
  stream.respond({ ...headers, ...HEAD }, { waitForTrailers: true });
  stream.once('wantTrailers', () => {
    stream.sendTrailers({ 'grpc-status': '0' });
  });
  stream.end(framed(body));
}

function refuse(stream: ServerHttp2Stream, refusal: Refusal): void {
  if (isGone(stream)) return;
  // So gRPC calls an encoding that a server does not know.
  const code = refusal.status === 415 ? RPC_CODE.unimplemented : refusal.code;
  stream.respond({ ...HEAD, ...statusTrailers({ ...refusal, code }) }, { endStream: true });
  // What still comes is read and thrown away, so that the connection lives on for other calls.
  stream.resume();
}
