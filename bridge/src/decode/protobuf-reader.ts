import { DecodeError } from './decode-error.js';
import { MAX_ITEMS } from './limits.js';
import { exactInteger, finiteOrName } from './span-parts.js';
import { StringCache } from './string-cache.js';

/** Groups are long gone from protobuf but are still legal as unknown fields. */
const MAX_GROUP_DEPTH = 16;
const DAMAGED = 'The protobuf body is cut short or damaged.';

// Wire types.
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const GROUP_START = 3;
const FIXED32 = 5;

/** Longer values are mostly ids and texts, each met once; remembering them would cost more than it saves. In bytes. */
const MAX_REPEATED = 32;

const TWO_TO_28 = 268_435_456;
const TWO_TO_32 = 4_294_967_296;

// One table for the process: keys repeat across requests even more than within one.
const strings = new StringCache();

/**
 * Reads the protobuf wire format and knows nothing of OTLP. Each read checks its bounds against the body; a message
 * loop reads `while (reader.position < end)` and then calls {@link ProtobufReader.finish}, which catches a field that
 * ran over the end of its message. Every failure is a {@link DecodeError}.
 */
export class ProtobufReader {
  readonly bytes: Buffer;
  position = 0;
  readonly view: DataView;
  #items = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A field's number and wire type: `number << 3 | type`. */
  tag(): number {
    const tag = this.varint();
    if (tag < 8 || tag >= TWO_TO_32) throw new DecodeError('The protobuf body holds an impossible field number.');
    return tag;
  }

  /** An unsigned integer; exact below 2^53, and certainly at least that beyond. */
  varint(): number {
    let byte = this.#byte();
    if (byte < 0x80) return byte;
    let small = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = this.#byte();
      small |= (byte & 0x7f) << shift;
      if (byte < 0x80) return small;
    }
    let value = small;
    let unit = TWO_TO_28;
    for (let i = 4; i < 10; i++) {
      byte = this.#byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
      unit *= 128;
    }
    throw new DecodeError('The protobuf body holds an integer of more than 64 bits.');
  }

  /** A signed 64-bit integer; its decimal digits when a number would lose some. */
  int64(): number | string {
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (i * 7);
      else if (i === 4) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (i * 7 - 32);
      if (byte >= 0x80) continue;
      const value = high * TWO_TO_32 + (low >>> 0);
      if (Number.isSafeInteger(value)) return value;
      return exactInteger((BigInt(high) << 32n) | BigInt(low >>> 0));
    }
    throw new DecodeError('The protobuf body holds an integer of more than 64 bits.');
  }

  /** A signed 32-bit integer, such as an enum; higher bits are cut off as protobuf prescribes. */
  int32(): number {
    const value = this.int64();
    return Number(BigInt.asIntN(32, BigInt(value)));
  }

  bool(): boolean {
    return this.int64() !== 0;
  }

  /** Eight bytes, unsigned. */
  fixed64(): bigint {
    return this.view.getBigUint64(this.#advance(8), true);
  }

  /** Four bytes, unsigned. */
  fixed32(): number {
    return this.view.getUint32(this.#advance(4), true);
  }

  /** A double; `'NaN'`, `'Infinity'` or `'-Infinity'` when it is not finite. */
  double(): number | string {
    return finiteOrName(this.view.getFloat64(this.#advance(8), true));
  }

  /** Reads a length and answers where that many bytes end, which is never after `end`. */
  until(end: number): number {
    const length = this.varint();
    if (length > end - this.position) throw new DecodeError(DAMAGED);
    return this.position + length;
  }

  /** Text that is likely to be met again, such as a key or a name. Bytes that are not UTF-8 become U+FFFD. */
  name(end: number): string {
    const stop = this.until(end);
    const text = strings.get(this, this.position, stop);
    this.position = stop;
    return text;
  }

  /** Any other text. */
  string(end: number): string {
    const stop = this.until(end);
    const start = this.position;
    this.position = stop;
    if (stop - start <= MAX_REPEATED) return strings.get(this, start, stop);
    return this.bytes.toString('utf8', start, stop);
  }

  /** Bytes, written as `encoding`. */
  encoded(end: number, encoding: 'hex' | 'base64'): string {
    const stop = this.until(end);
    const text = this.bytes.toString(encoding, this.position, stop);
    this.position = stop;
    return text;
  }

  /** Steps over a field that is of no interest. */
  skip(tag: number): void {
    this.#skip(tag, 0);
  }

  /** Checks that a message ended exactly where its length said. */
  finish(end: number): void {
    if (this.position !== end) throw new DecodeError(DAMAGED);
  }

  /** Counts one decoded thing against what a request may hold. */
  claim(): void {
    if (++this.#items > MAX_ITEMS) throw new DecodeError('The request holds too many values; send smaller batches.');
  }

  #byte(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw new DecodeError(DAMAGED);
    return byte;
  }

  /** Moves on by a fixed number of bytes and answers where they start. */
  #advance(length: number): number {
    const start = this.position;
    if (length > this.bytes.length - start) throw new DecodeError(DAMAGED);
    this.position = start + length;
    return start;
  }

  #skip(tag: number, depth: number): void {
    switch (tag & 7) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.#advance(8);
        return;
      case LENGTH:
        this.position = this.until(this.bytes.length);
        return;
      case GROUP_START:
        if (depth === MAX_GROUP_DEPTH) throw new DecodeError('The protobuf body nests too deeply.');
        for (let inner = this.tag(); inner !== tag + 1; inner = this.tag()) this.#skip(inner, depth + 1);
        return;
      case FIXED32:
        this.#advance(4);
        return;
      default:
        throw new DecodeError('The protobuf body holds an unknown wire type.');
    }
  }
}
