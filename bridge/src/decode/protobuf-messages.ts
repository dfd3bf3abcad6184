import { ProtobufReader } from './protobuf-reader.js';

/** Field numbers from the request down to a message; a step of several numbers means any of them. */
export type MessagePath = readonly (readonly number[])[];

const LENGTH = 2;

/** Calls `visit` for each message at the end of `path`, with the reader at its start and the place where it ends. */
export function forEachMessage(
  bytes: Uint8Array,
  path: MessagePath,
  visit: (reader: ProtobufReader, end: number) => void,
): void {
  const reader = new ProtobufReader(bytes);
  const descend = (depth: number, end: number): void => {
    const fields = path[depth];
    if (fields === undefined) {
      visit(reader, end);
      reader.position = end;
      return;
    }
    while (reader.position < end) {
      const tag = reader.tag();
      if ((tag & 7) === LENGTH && fields.includes(tag >>> 3)) descend(depth + 1, reader.until(end));
      else reader.skip(tag);
    }
    reader.finish(end);
  };
  descend(0, bytes.length);
}

/**
 * How many messages a protobuf body holds at the end of `path`.
 *
 * @throws DecodeError when the body is no protobuf.
 */
export function countMessages(bytes: Uint8Array, path: MessagePath): number {
  let count = 0;
  forEachMessage(bytes, path, () => count++);
  return count;
}
