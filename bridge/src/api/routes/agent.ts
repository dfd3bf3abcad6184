import { z } from 'zod';
import { HttpError } from '../../errors.js';
import { findAgent } from '../../query/agent-detail.js';
import { period, periodOf } from '../params.js';
import { route } from '../route.js';

export const agent = route({
  path: '/v1/agents/{id}',
  summary:
    'One agent: how it stands, its last day, its work over the period, and its last heartbeats that said something.',
  parameters: z.object(period),
  isPrivate: false,
  answer: async (asked, { reader, tenant, now, path, signal }) => {
    const question = { tenant, agentId: path['id'] ?? '', period: periodOf(asked, now), now };
    const found = await findAgent(reader, question, signal);
    if (found === undefined) throw new HttpError('agent_not_found');
    return found;
  },
});
