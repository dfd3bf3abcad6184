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

/** A provider under the name that the GenAI conventions give it: `openai.chat` → `openai`, `xai` → `x_ai`. */
export function providerName(name: string): string {
  const bare = name.toLowerCase().replace(API, '');
  return ALIASES.get(bare) ?? bare;
}

/** Frameworks that name themselves where the provider should stand. */
const FRAMEWORKS: ReadonlySet<string> = new Set(['gcp.vertex.agent', 'langchain', 'strands-agents']);

/** Whether a name is one of a framework, which says nothing of who provides the model. */
export const isFramework = (name: string): boolean => FRAMEWORKS.has(name);
