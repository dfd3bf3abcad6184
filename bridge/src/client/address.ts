/** A value of a query string; absent ones are left out. */
export type ParameterValue = string | number | undefined;

/** A path with its variable parts filled in, percent-encoded. */
const filled = (path: string, parts: Readonly<Record<string, string>> = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ''));

/** What is asked: a path of the contract, its variable parts and its query. */
export interface Question {
  readonly path: string;
  readonly parts?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, ParameterValue>>;
}

/** Where a question goes, below the address of a bridge. */
export function addressOf({ path, parts, params = {} }: Question): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value !== undefined) query.append(name, String(value));
  const asked = query.toString();
  return asked === '' ? filled(path, parts) : `${filled(path, parts)}?${asked}`;
}
