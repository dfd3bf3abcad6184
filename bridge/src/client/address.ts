/** A question that can be sent: where to, below the address of a bridge. */
export interface Address {
  /** With its variable parts filled in, percent-encoded. */
  readonly path: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A path of the contract with its variable parts filled in, percent-encoded. */
export const filled = (path: string, parts: Readonly<Record<string, string>> = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ''));

/** An address as text. */
export function addressOf({ path, params }: Address): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) query.append(name, String(value));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
