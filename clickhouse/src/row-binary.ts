/** Longest string that is written character by character: below this, a call into Node's core costs more. */
const SHORT = 20;

/** The most bytes that UTF-8 needs for a UTF-16 code unit. */
const BYTES_A_UNIT = 3;

/** Where the 16 bytes of a UUID's text stand, in the order in which ClickHouse keeps them: two little-endian halves. */
const UUID_DIGITS = Uint8Array.of(16, 14, 11, 9, 6, 4, 2, 0, 34, 32, 30, 28, 26, 24, 21, 19);

/** The value of a hexadecimal digit, whichever case, by its character code. */
const nibble = (code: number): number => (code & 0xf) + (code > 0x39 ? 9 : 0);

const viewOf = (buffer: Buffer): DataView => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

/**
 * Writes values as ClickHouse's RowBinary format: the fastest way in that needs no column buffers, 1.3 to 2.5 times
 * JSONEachRow on the same rows. One buffer grows for all rows of an insert.
 */
export class RowBinaryWriter {
  #buffer: Buffer;
  #view: DataView;
  #length = 0;

  constructor(capacity = 64 * 1024) {
    this.#buffer = Buffer.allocUnsafe(capacity);
    this.#view = viewOf(this.#buffer);
  }

  #reserve(bytes: number): number {
    const start = this.#length;
    const end = start + bytes;
    if (end > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(end, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, start);
      this.#buffer = grown;
      this.#view = viewOf(grown);
    }
    this.#length = end;
    return start;
  }

  byte(value: number): void {
    const at = this.#reserve(1);
    this.#buffer[at] = value;
  }

  /** A length or count, seven bits a byte, low ones first. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** A signed 64-bit integer out of a safe JavaScript integer. */
  int64(value: number): void {
    const at = this.#reserve(8);
    this.#view.setUint32(at, value >>> 0, true);
    this.#view.setInt32(at + 4, Math.floor(value / 4294967296), true);
  }

  bigInt64(value: bigint): void {
    const at = this.#reserve(8);
    this.#view.setBigInt64(at, value, true);
  }

  float64(value: number): void {
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value, true);
  }

  string(value: string): void {
    if (value.length <= SHORT && this.#shortAscii(value)) return;
    const start = this.#length;
    // The length goes first but is known last. Most texts are ASCII, as long in bytes as in characters: one call does.
    this.varint(value.length);
    const at = this.#reserve(value.length * BYTES_A_UNIT);
    const bytes = this.#buffer.write(value, at, 'utf8');
    this.#length = at + bytes;
    if (bytes === value.length) return;
    this.#length = start;
    this.varint(bytes);
    const moved = this.#reserve(bytes);
    this.#buffer.write(value, moved, 'utf8');
  }

  /** Writes a short string of ASCII; writes nothing and answers false when it is something else. */
  #shortAscii(value: string): boolean {
    const { length } = value;
    const at = this.#reserve(length + 1);
    const buffer = this.#buffer;
    buffer[at] = length;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 127) {
        this.#length = at;
        return false;
      }
      buffer[at + 1 + index] = code;
    }
    return true;
  }

  /** A UUID of 36 characters: two little-endian halves, as ClickHouse keeps it. */
  uuid(value: string): void {
    const at = this.#reserve(UUID_DIGITS.length);
    for (let index = 0; index < UUID_DIGITS.length; index++) {
      const digit = UUID_DIGITS[index] ?? 0;
      this.#buffer[at + index] = (nibble(value.charCodeAt(digit)) << 4) | nibble(value.charCodeAt(digit + 1));
    }
  }

  /** How many bytes there are so far. */
  get length(): number {
    return this.#length;
  }

  /** The bytes so far; a view, valid until the next write. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}
