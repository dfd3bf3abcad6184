const VARINT = 0;
const LENGTH = 2;

/** An int32 or int64 field that is not negative; nothing at all for 0, which is protobuf's default. */
export function integerField(field: number, value: number): Buffer {
  return value === 0 ? Buffer.alloc(0) : Buffer.concat([tag(field, VARINT), varint(value)]);
}

/** A string field; nothing at all for the empty string. */
export function stringField(field: number, value: string): Buffer {
  return value === '' ? Buffer.alloc(0) : messageField(field, Buffer.from(value));
}

/** A field that holds a message, also when the message is empty. */
export function messageField(field: number, message: Buffer): Buffer {
  return Buffer.concat([tag(field, LENGTH), varint(message.length), message]);
}

function tag(field: number, wireType: number): Buffer {
  return varint(field * 8 + wireType);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
