/** `tokensIn` → `tokens_in`: how a field is spelled in JSON, in SQL and in the API. */
export type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S;

/** `tokensIn` → `tokens_in`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Names of fields are few and come again with every event. */
const spelled = new Map<string, string>();

function spell(name: string): string {
  let known = spelled.get(name);
  if (known === undefined) spelled.set(name, (known = snakeCase(name)));
  return known;
}

/** An object of fields with their names in snake case; values, and what is inside them, stay as they are. */
export function snakeKeys(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(value)) result[spell(name)] = value[name];
  return result;
}
