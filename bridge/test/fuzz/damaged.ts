import fc, { type Arbitrary } from 'fast-check';

/** Bytes of a sound request with some that are not as they were sent. */
const edited = (sound: Buffer): Arbitrary<Buffer> =>
  fc
    .array(fc.tuple(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 16 })
    .map((edits) => {
      const bytes = Buffer.from(sound);
      for (const [position, byte] of edits) bytes[position] = byte;
      return bytes;
    });

/** Pieces of sound requests, cut out, doubled and swapped. */
const spliced = (sound: readonly Buffer[]): Arbitrary<Buffer> =>
  fc
    .array(
      fc.constantFrom(...sound).chain((bytes) => {
        const place = fc.nat({ max: bytes.length });
        return fc.tuple(place, place).map(([a, b]) => bytes.subarray(Math.min(a, b), Math.max(a, b)));
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((pieces) => Buffer.concat(pieces));

const noise: Arbitrary<Buffer> = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

/** What becomes of requests on their way from broken senders, and what hostile ones make of them. */
export const damaged = (sound: readonly Buffer[]): Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...sound).chain(edited) },
    { weight: 3, arbitrary: spliced(sound) },
    { weight: 1, arbitrary: noise },
  );

/** What a field of JSON may hold that its reader does not expect. */
const UNEXPECTED: readonly string[] = [
  'null',
  'true',
  '-1',
  '1e400',
  '9223372036854775808',
  '0.1',
  '""',
  '"NaN"',
  '"-9223372036854775809"',
  '"\\ud800"',
  '"\\u0000"',
  '[]',
  '{}',
  '[[[[[[[[]]]]]]]]',
  '{"__proto__":{"a":1}}',
  '{"stringValue":1,"intValue":"x"}',
  '{"arrayValue":{"values":[{"arrayValue":{}},null,7]}}',
  '{"kvlistValue":{"values":[{"key":"__proto__","value":{"stringValue":"x"}}]}}',
];

/** A value of JSON that is no object and no list; what stands before it says whether it is one. */
const LEAF = /(?<=[:,[]\s*)(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)(?=\s*[,}\]])/g;

/** A sound request in JSON, still JSON, whose values are others. */
export function misvalued(sound: Buffer): Arbitrary<Buffer> {
  const text = sound.toString();
  const leaves = [...text.matchAll(LEAF)].map(({ index, 0: value }) => ({ from: index, to: index + value.length }));
  const change = fc.tuple(fc.nat({ max: leaves.length - 1 }), fc.constantFrom(...UNEXPECTED));
  return fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    let changed = text;
    // From the end, so that places before it stay where they are.
    for (const [index, value] of changes.toSorted(([a], [b]) => b - a)) {
      const leaf = leaves[index];
      if (leaf !== undefined) changed = changed.slice(0, leaf.from) + value + changed.slice(leaf.to);
    }
    return Buffer.from(changed);
  });
}
