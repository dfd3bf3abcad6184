/** Where Bedrock runs a model, before its name: `us.anthropic.claude-…`. */
const REGION = /^(?:us-gov|us|eu|apac|ap|jp|au|ca|sa|global)\./;
/** Who made it, before its name: `anthropic.claude-…`; a version such as `llama3.1` is none. */
const MAKER = /^[a-z0-9]+\.(?=[a-z])/;

/**
 * Names that a model may go by, as it is called first: without routers, paths and the rest of an ARN before it
 * (`openai/gpt-4o`, `publishers/google/models/…`, `arn:aws:bedrock:…:foundation-model/…`), without region and maker, and
 * with dashes where providers write dots and at signs.
 */
export function namesOf(model: string): readonly string[] {
  const tail = model.slice(model.lastIndexOf('/') + 1);
  const home = tail.replace(REGION, '');
  const bare = home.replace(MAKER, '');
  return [...new Set([model, tail, home, bare, bare.replace(/[.@]/g, '-')])].filter((name) => name !== '');
}
