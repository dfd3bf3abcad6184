/** The request cannot be decoded at all. Its message is ours, never quotes the input, and may be sent to the client. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
