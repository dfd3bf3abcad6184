import { z } from 'zod';
import { AGENT_STATUSES } from '@hiveboard/sdk/contract';
import { findAgents } from '../../query/agents.js';
import { anyOf, id, limit } from '../params.js';
import { route } from '../route.js';

export const agents = route({
  path: '/v1/agents',
  summary: 'The fleet: every agent and how it stands, those first that need attention.',
  parameters: z.object({
    environment: id.describe('Agents of this environment alone.'),
    group: id.describe('Agents of this group alone.'),
    status: anyOf(AGENT_STATUSES).describe('Agents that stand so: any of these, with commas between.'),
    limit: limit(5000, 1000),
  }),
  isPrivate: false,
  answer: async ({ environment, group, status, limit: most }, { reader, tenant, signal }) => {
    const question = { tenant, agentId: '', environment, group, statuses: status, limit: most };
    const data = await findAgents(reader, question, signal);
    return { data, pagination: { cursor: null, has_more: false } };
  },
});
