import { inside, type Place } from './place.js';

// Places that rows of the table of dialects name again and again.

export const usage = (name: string): string => `gen_ai.usage.${name}`;
export const openInference = (part: string): string => `llm.token_count.${part}`;
export const vercel = (part: string): string => `ai.usage.${part}`;
export const metadata = (name: string): Place => inside('ai.response.providerMetadata', ...name.split('.'));
export const mlflow = (name: string): Place => inside('mlflow.chat.tokenUsage', name);
export const langfuse = (name: string): Place => inside('langfuse.observation.usage_details', name);

/** Counts that ADK repeats from Gemini's answer, as TypeScript and as Python spell them. */
export const gemini = (camel: string, snake: string): readonly Place[] => [
  inside('gcp.vertex.agent.llm_response', 'usageMetadata', camel),
  inside('gcp.vertex.agent.llm_response', 'usage_metadata', snake),
];

/** What Genkit says of a model's answer: by itself, else as the provider said it. */
export const genkit = (name: string, ...raw: readonly string[]): readonly Place[] => [
  inside('genkit:output', 'usage', name),
  ...(raw.length === 0 ? [] : [inside('genkit:output', 'raw', 'usage', ...raw)]),
];
