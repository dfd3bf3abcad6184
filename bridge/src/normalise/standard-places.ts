import type { Places } from './dialect.js';

const usage = (name: string): string => `gen_ai.usage.${name}`;

/** What the GenAI conventions say today, said before, and what instrumentation adds under their prefix. */
export const STANDARD: Places = {
  model: ['gen_ai.response.model', 'gen_ai.request.model'],
  provider: ['gen_ai.provider.name', 'gen_ai.system'],
  tokensIn: [usage('input_tokens'), usage('prompt_tokens')],
  tokensOut: [usage('output_tokens'), usage('completion_tokens')],
  cacheRead: [usage('cache_read.input_tokens'), usage('cache_read_input_tokens')],
  cacheWrite: [
    usage('cache_write.input_tokens'),
    usage('cache_creation.input_tokens'),
    usage('cache_creation_input_tokens'),
    usage('cache_write_input_tokens'),
  ],
  reasoning: [usage('reasoning.output_tokens'), usage('reasoning_tokens')],
  serviceTier: [
    'openai.response.service_tier',
    'gen_ai.openai.response.service_tier',
    'openai.request.service_tier',
    'gen_ai.openai.request.service_tier',
  ],
  // Some add up what they count inside, some what they count beside: each dialect says whether its total proves anything.
  tokensTotal: [],
  cost: [usage('cost.amount'), usage('cost')],
  prompt: ['gen_ai.input.messages', 'gen_ai.prompt'],
  response: ['gen_ai.output.messages', 'gen_ai.completion'],
  agent: ['gen_ai.agent.name', 'gen_ai.agent.id'],
  entity: ['gen_ai.tool.name', 'gen_ai.agent.name', 'gen_ai.workflow.name'],
  toolCallId: ['gen_ai.tool.call.id'],
  session: ['gen_ai.conversation.id', 'session.id'],
  user: ['user.id', 'enduser.id'],
};
