import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';

import { decode } from '../../test/fixtures/otlp/schema.js';
import { encodeStatus, encodeSuccess } from './answer.js';
import { RPC_CODE } from './refusal.js';

const WHOLE = { rejected: 0, messages: [] };
const PARTIAL = { rejected: 300, messages: ['first', 'second'] };

it('answers full success with an empty message', () => {
  expect(encodeSuccess('protobuf', 'rejectedSpans', WHOLE)).toHaveLength(0);
  expect(encodeSuccess('json', 'rejectedSpans', WHOLE).toString()).toBe('{}');
});

it('names what was rejected in the way of each signal', () => {
  expect(decode('ExportServiceResponse', encodeSuccess('protobuf', 'rejectedSpans', PARTIAL))).toEqual({
    partialSuccess: { rejected: '300', errorMessage: 'first; second' },
  });
  expect(JSON.parse(encodeSuccess('json', 'rejectedDataPoints', PARTIAL).toString())).toEqual({
    partialSuccess: { rejectedDataPoints: '300', errorMessage: 'first; second' },
  });
});

it('carries a warning when nothing was rejected', () => {
  const warned = { rejected: 0, messages: ['a name was cut'] };
  expect(decode('ExportServiceResponse', encodeSuccess('protobuf', 'rejectedSpans', warned))).toEqual({
    partialSuccess: { errorMessage: 'a name was cut' },
  });
  expect(JSON.parse(encodeSuccess('json', 'rejectedSpans', warned).toString())).toEqual({
    partialSuccess: { rejectedSpans: '0', errorMessage: 'a name was cut' },
  });
});

it('is understood by the exporters of OpenTelemetry', () => {
  expect(
    ProtobufTraceSerializer.deserializeResponse(encodeSuccess('protobuf', 'rejectedSpans', PARTIAL)),
  ).toMatchObject({
    partialSuccess: { errorMessage: 'first; second' },
  });
  expect(JsonTraceSerializer.deserializeResponse(encodeSuccess('json', 'rejectedSpans', PARTIAL))).toMatchObject({
    partialSuccess: { errorMessage: 'first; second' },
  });
});

it('writes a google.rpc.Status', () => {
  const status = { code: 3, message: 'no' };
  expect(decode('RpcStatus', encodeStatus('protobuf', RPC_CODE.invalidArgument, 'no'))).toEqual(status);
  expect(JSON.parse(encodeStatus('json', RPC_CODE.invalidArgument, 'no').toString())).toEqual(status);
});

it('cuts an endless message', () => {
  const messages = Array.from({ length: 100_000 }, () => 'warning');
  expect(encodeSuccess('json', 'rejectedSpans', { rejected: 0, messages }).length).toBeLessThan(5_000);
});
