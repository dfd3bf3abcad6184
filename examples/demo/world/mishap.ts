/** Something that goes wrong in the story, as opposed to in the program that tells it. */
export class Mishap extends Error {
  override readonly name: string;

  /** @param kind what the error would be called in a real agent, such as RateLimitError */
  constructor(kind: string, message: string) {
    super(message);
    this.name = kind;
  }
}

/**
 * For `catch`: a mishap has been reported and the agent goes on; any other error is a defect of the demo.
 * @returns false, so that the caller can tell
 */
export function forgive(error: unknown): false {
  if (error instanceof Mishap) return false;
  throw error;
}
