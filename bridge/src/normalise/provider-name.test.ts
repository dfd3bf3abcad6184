import { providerName } from './provider-name.js';

test.each([
  ['OpenAI', 'openai'],
  ['openai.responses', 'openai'],
  ['azure.chat', 'azure.ai.openai'],
  ['az.ai.openai', 'azure.ai.openai'],
  ['google.generative-ai', 'gcp.gemini'],
  ['amazon-bedrock', 'aws.bedrock'],
  ['aws.bedrock', 'aws.bedrock'],
  ['xai.chat', 'x_ai'],
  ['in-house', 'in-house'],
])('the provider %s is %s', (name, provider) => {
  expect(providerName(name)).toBe(provider);
});
