import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { parse } from 'protobufjs';
import { OTLP_PROTO } from './otlp-proto.js';

const root = parse(OTLP_PROTO, { keepCase: false }).root;
const requestType = root.lookupType('otlp.ExportTraceServiceRequest');
const responseType = root.lookupType('otlp.ExportTraceServiceResponse');

type AttributeValue = string | number | boolean | readonly AttributeValue[];
type ReceivedAttributes = Readonly<Record<string, AttributeValue>>;

export interface ReceivedEvent {
  readonly name: string;
  /** Epoch milliseconds, fractions included. */
  readonly at: number;
  readonly attributes: ReceivedAttributes;
}

export interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: { readonly code: number; readonly message: string };
  readonly attributes: ReceivedAttributes;
  readonly events: readonly ReceivedEvent[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly resource: ReceivedAttributes;
  readonly scope: { readonly name: string; readonly version: string };
}

/** What the receiver answers to one request. */
interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly partialSuccess?: { readonly rejectedSpans: number; readonly errorMessage: string };
}

export interface Collector {
  readonly endpoint: string;
  readonly port: number;
  /** Spans of accepted requests, in order of arrival. */
  readonly spans: readonly ReceivedSpan[];
  readonly requests: readonly { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** What to answer from now on. */
  reply: Reply;
  /** Resolves when `find` gives something; looks again after each request. */
  until<T>(find: (spans: readonly ReceivedSpan[]) => T | undefined): Promise<T>;
  close(): Promise<void>;
}

interface WireAttribute {
  readonly key: string;
  readonly value: WireAny;
}
interface WireAny {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: readonly WireAny[] };
}
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly WireAttribute[];
  readonly events: readonly {
    readonly timeUnixNano: string;
    readonly name: string;
    readonly attributes: readonly WireAttribute[];
  }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly message: string; readonly code: number } | null;
}
interface WireRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly WireAttribute[] };
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string; readonly version: string };
      readonly spans: readonly WireSpan[];
    }[];
  }[];
}

const valueOf = (any: WireAny): AttributeValue =>
  any.arrayValue?.values.map(valueOf) ??
  any.stringValue ??
  any.boolValue ??
  (any.intValue === undefined ? undefined : Number(any.intValue)) ??
  any.doubleValue ??
  '';
const attributesOf = (attributes: readonly WireAttribute[]): ReceivedAttributes =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');
const milliseconds = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1000n) / 1000;

const PLAIN = { bytes: String, longs: String, defaults: true, oneofs: false } as const;

/** Ids are hexadecimal in OTLP's JSON, which otherwise is protobuf's. */
const base64Ids = (key: string, value: unknown): unknown =>
  /^(traceId|spanId|parentSpanId)$/.test(key) && typeof value === 'string'
    ? Buffer.from(value, 'hex').toString('base64')
    : value;

function spansOf(body: Uint8Array, contentType: string): readonly ReceivedSpan[] {
  const message =
    contentType === 'application/json'
      ? requestType.fromObject(JSON.parse(Buffer.from(body).toString(), base64Ids) as Record<string, unknown>)
      : requestType.decode(body);
  // protobufjs answers with plain objects of the schema's shape, which is the one written above.
  const request = requestType.toObject(message, PLAIN) as WireRequest;
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({
        name: span.name,
        kind: span.kind,
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
        startedAt: milliseconds(span.startTimeUnixNano),
        endedAt: milliseconds(span.endTimeUnixNano),
        status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
        attributes: attributesOf(span.attributes),
        events: span.events.map((event) => ({
          name: event.name,
          at: milliseconds(event.timeUnixNano),
          attributes: attributesOf(event.attributes),
        })),
        links: span.links.map(({ traceId, spanId }) => ({ traceId: hex(traceId), spanId: hex(spanId) })),
        resource: attributesOf(resource.attributes),
        scope: { name: scope.name, version: scope.version },
      })),
    ),
  );
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** A real OTLP/HTTP receiver on a free port, or on the one given, that keeps what it is sent. */
export async function startCollector(port = 0): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const requests: { path: string; headers: IncomingMessage['headers'] }[] = [];
  const watchers = new Set<() => void>();

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const { status, headers = {}, partialSuccess } = collector.reply;
    requests.push({ path: request.url ?? '', headers: request.headers });
    const contentType = request.headers['content-type'] ?? '';
    if (status === 200) spans.push(...spansOf(body, contentType));
    const answer = responseType.fromObject(partialSuccess === undefined ? {} : { partialSuccess });
    response.writeHead(status, { ...headers, 'content-type': contentType });
    response.end(
      contentType === 'application/json'
        ? JSON.stringify(responseType.toObject(answer, { longs: String }))
        : responseType.encode(answer).finish(),
    );
    for (const look of [...watchers]) look();
  };
  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : 0;

  const collector: Collector = {
    endpoint: `http://127.0.0.1:${bound}`,
    port: bound,
    spans,
    requests,
    reply: { status: 200 },
    until: (find) =>
      new Promise((resolve, reject) => {
        const deadline = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`not received within two minutes; got ${JSON.stringify(spans.map(({ name }) => name))}`));
        }, 120_000);
        const look = (): void => {
          const found = find(spans);
          if (found === undefined) return;
          clearTimeout(deadline);
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return collector;
}
