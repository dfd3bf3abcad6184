import type { Gate, Role } from './dialect.js';

/** What the words of a gate stand for: a list of words, with spaces between them, for each role. */
export const roles = (words: Readonly<Partial<Record<Role, string>>>): ReadonlyMap<string, Role> =>
  new Map(
    (['call', 'agent', 'tool', 'step'] as const).flatMap((role) =>
      (words[role]?.split(' ') ?? []).map((word) => [word, role] as const),
    ),
  );

/** https://github.com/open-telemetry/semantic-conventions-genai, and words that vendors add. */
export const OPERATION: Gate = {
  key: 'gen_ai.operation.name',
  roles: roles({
    call: 'chat text_completion completion generate_content generate embeddings',
    agent: 'invoke_agent invoke_workflow',
    tool: 'execute_tool',
    step: 'agent_step plan retrieval rerank execute_node execute_task execute_event_loop_cycle',
  }),
};
