/** A field number of a protobuf message. */
type FieldNumber = number;

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

/**
 * Writes a protobuf message from its end to its start. A nested message is preceded by its length, which is known only
 * once it is written: backwards, that is just the next thing to write, without a second pass and without copying.
 * So fields are written in reverse of the order in which they shall stand.
 */
export class ProtobufWriter {
  #bytes = Buffer.allocUnsafe(16 * 1024);
  #at = this.#bytes.length;

  /** The message so far. */
  finish(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  string(field: FieldNumber, value: string): void {
    const size = Buffer.byteLength(value);
    this.#reserve(size);
    this.#bytes.write(value, this.#at, 'utf8');
    this.#delimit(field, size);
  }

  /** Bytes that are given as hexadecimal digits. */
  hex(field: FieldNumber, digits: string): void {
    const bytes = Buffer.from(digits, 'hex');
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#delimit(field, bytes.length);
  }

  /** A whole number that JavaScript can tell exactly; negative ones as int64 has them, in two's complement. */
  int(field: FieldNumber, value: number): void {
    if (value >= 0) this.#varint(value);
    else this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
    this.#tag(field, VARINT);
  }

  bool(field: FieldNumber, value: boolean): void {
    this.int(field, Number(value));
  }

  double(field: FieldNumber, value: number): void {
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#at);
    this.#tag(field, FIXED64);
  }

  fixed64(field: FieldNumber, value: bigint): void {
    this.#reserve(8);
    this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.#at);
    this.#tag(field, FIXED64);
  }

  fixed32(field: FieldNumber, value: number): void {
    this.#reserve(4);
    this.#bytes.writeUInt32LE(value, this.#at);
    this.#tag(field, FIXED32);
  }

  /** A nested message: what `write` writes. */
  message(field: FieldNumber, write: () => void): void {
    // Counted from the end, since growing moves everything.
    const before = this.#bytes.length - this.#at;
    write();
    this.#delimit(field, this.#bytes.length - this.#at - before);
  }

  #delimit(field: FieldNumber, size: number): void {
    this.#varint(size);
    this.#tag(field, DELIMITED);
  }

  #tag(field: FieldNumber, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    const size = varintSize(value);
    this.#reserve(size);
    let at = this.#at;
    let rest = value;
    // Not by shifting: the bitwise operators of JavaScript end at 2^32.
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#bytes[at++] = (rest % 0x80) | 0x80;
    this.#bytes[at] = rest;
  }

  #bigVarint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
  }

  /** Makes room for `size` bytes in front. */
  #reserve(size: number): void {
    if (size > this.#at) {
      const used = this.#bytes.length - this.#at;
      const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, used + size));
      this.#bytes.copy(grown, grown.length - used, this.#at);
      this.#at = grown.length - used;
      this.#bytes = grown;
    }
    this.#at -= size;
  }
}

/** A field as it stands in a message: a number if it is one, else its bytes. */
export interface ReadField {
  readonly field: FieldNumber;
  readonly value: number | Uint8Array;
}

/** The fields of a message in order. Throws a RangeError where it is damaged. */
export function* readFields(bytes: Uint8Array): Generator<ReadField> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('the message ends too early');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  const take = (size: number): Uint8Array => {
    if (size > bytes.length - at) throw new RangeError('the message ends too early');
    at += size;
    return bytes.subarray(at - size, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case VARINT:
        yield { field, value: varint() };
        break;
      case FIXED64:
        yield { field, value: take(8) };
        break;
      case DELIMITED:
        yield { field, value: take(varint()) };
        break;
      case FIXED32:
        yield { field, value: take(4) };
        break;
      default:
        throw new RangeError(`no field begins with ${tag}`);
    }
  }
}
