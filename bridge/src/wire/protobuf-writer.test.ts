import { decode } from '../../test/fixtures/otlp/schema.js';
import { integerField, messageField, stringField } from './protobuf-writer.js';

test.each([1, 127, 128, 300, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER])(
  'writes %i as protobufjs reads it',
  (rejected) => {
    const body = messageField(1, integerField(1, rejected));
    expect(decode('ExportServiceResponse', body)).toEqual({ partialSuccess: { rejected: rejected.toString() } });
  },
);

test.each(['a', 'ü 世界 🐝', 'x'.repeat(1_000)])('writes text as protobufjs reads it: %.20j', (message) => {
  expect(decode('RpcStatus', stringField(2, message))).toEqual({ message });
});

it('leaves defaults out but keeps an empty message', () => {
  expect([integerField(1, 0), stringField(1, ''), messageField(1, Buffer.alloc(0))].map((bytes) => [...bytes])).toEqual(
    [[], [], [0x0a, 0]],
  );
});
