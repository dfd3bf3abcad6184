/** Names that stand for a provider which the conventions call otherwise. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['az.ai.openai', 'azure.ai.openai'],
  ['azure', 'azure.ai.openai'],
  ['azure-openai', 'azure.ai.openai'],
  ['az.ai.inference', 'azure.ai.inference'],
  ['google', 'gcp.gemini'],
  ['gemini', 'gcp.gemini'],
  ['google.generative-ai', 'gcp.gemini'],
  ['vertexai', 'gcp.vertex_ai'],
  ['vertex_ai', 'gcp.vertex_ai'],
  ['google.vertex', 'gcp.vertex_ai'],
  ['google_vertexai', 'gcp.vertex_ai'],
  ['amazon-bedrock', 'aws.bedrock'],
  ['bedrock', 'aws.bedrock'],
  ['xai', 'x_ai'],
  ['mistral', 'mistral_ai'],
  ['mistralai', 'mistral_ai'],
]);

/** What the Vercel AI SDK puts behind the provider: which of its APIs was asked. */
const API = /\.(chat|responses|messages|completion|embedding|embeddings)$/;

/** Frameworks that name themselves where the provider should stand. */
const FRAMEWORKS: ReadonlySet<string> = new Set(['gcp.vertex.agent', 'langchain', 'strands-agents']);

/** A provider under the name that the GenAI conventions give it: `openai.chat` → `openai`, `xai` → `x_ai`; undefined where none is named. */
export function providerName(name: string): string | undefined {
  const bare = name.toLowerCase().replace(API, '');
  return bare === '' || FRAMEWORKS.has(bare) ? undefined : (ALIASES.get(bare) ?? bare);
}
