import protobuf from 'protobufjs';

/** The messages of opentelemetry-proto that carry traces, as protobufjs holds them: absent fields have their default. */
const SCHEMA = `
syntax = "proto3";
message AnyValue {
  oneof value {
    string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
    ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; }
message InstrumentationScope { string name = 1; string version = 2; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Link { bytes trace_id = 1; bytes span_id = 2; repeated KeyValue attributes = 4; }
message Status { string message = 2; int32 code = 3; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
  int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  repeated Event events = 11; repeated Link links = 13; Status status = 15;
}
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
`;

export interface Int64 {
  readonly high: number;
  readonly low: number;
}
export interface ValueMessage {
  /** Which field is set. */
  readonly value?:
    'stringValue' | 'boolValue' | 'intValue' | 'doubleValue' | 'arrayValue' | 'kvlistValue' | 'bytesValue';
  readonly stringValue: string;
  readonly boolValue: boolean;
  readonly intValue: Int64;
  readonly doubleValue: number;
  readonly arrayValue: { readonly values: readonly ValueMessage[] };
  readonly kvlistValue: { readonly values: readonly KeyValueMessage[] };
  readonly bytesValue: Buffer;
}
export interface KeyValueMessage {
  readonly key: string;
  readonly value: ValueMessage | null;
}
export interface EventMessage {
  readonly timeUnixNano: Int64;
  readonly name: string;
  readonly attributes: readonly KeyValueMessage[];
}
export interface SpanMessage {
  readonly traceId: Buffer;
  readonly spanId: Buffer;
  readonly traceState: string;
  readonly parentSpanId: Buffer;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: Int64;
  readonly endTimeUnixNano: Int64;
  readonly attributes: readonly KeyValueMessage[];
  readonly events: readonly EventMessage[];
  readonly status: { readonly code: number; readonly message: string } | null;
}
export interface RequestMessage {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValueMessage[] } | null;
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string; readonly version: string } | null;
      readonly spans: readonly SpanMessage[];
    }[];
  }[];
}

const requestType = protobuf.parse(SCHEMA).root.lookupType('ExportTraceServiceRequest');

/** True for what the type above made: its fields are those of the schema, defaults included. */
const isRequest = (message: object): message is RequestMessage => 'resourceSpans' in message;

/** protobufjs' own decoder, with the code that it generates for the schema. */
export function decodeMessages(bytes: Uint8Array): RequestMessage {
  const message: object = requestType.decode(bytes);
  if (!isRequest(message)) throw new TypeError('not a trace request');
  return message;
}
