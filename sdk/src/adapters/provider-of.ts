import { readKey } from '../usage/read.js';

/**
 * Providers by the end of the host that a client talks to, as
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/ names them. Anything else may be a proxy.
 */
const PROVIDERS: readonly (readonly [host: string, provider: string])[] = [
  ['api.openai.com', 'openai'],
  ['.openai.azure.com', 'azure.ai.openai'],
  ['api.anthropic.com', 'anthropic'],
  ['.amazonaws.com', 'aws.bedrock'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
];

/** The provider that a client talks to, where its class or its address says so. */
export function providerOf(client: object): string | undefined {
  // Only the class for Azure has it, whatever gateway it talks to.
  if (Reflect.has(client, 'deploymentName')) return 'azure.ai.openai';
  const address = readKey(client, 'baseURL');
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  const { hostname } = new URL(address);
  return PROVIDERS.find(([host]) => hostname.endsWith(host))?.[1];
}
