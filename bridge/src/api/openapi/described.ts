/** A piece of an OpenAPI document: JSON, whose form its specification says. */
export type Described = Readonly<Record<string, unknown>>;

/** A part of the document that stands in one place and is used in others. */
export const use = (kind: 'schemas' | 'responses' | 'headers' | 'parameters', name: string): Described => ({
  $ref: `#/components/${kind}/${name}`,
});

/** A body in JSON. */
export const json = (schema: Described, example?: unknown): Described => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});
