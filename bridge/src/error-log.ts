/** Whoever is told of what goes wrong: what it was, and what that means in words. Never told of secrets. */
export interface ErrorLog {
  error(details: object, message: string): void;
}
