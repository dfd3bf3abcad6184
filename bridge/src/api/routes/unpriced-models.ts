import { z } from 'zod';
import { findUnpricedModels } from '../../query/unpriced-models.js';
import { id, limit, period, periodOf } from '../params.js';
import { route } from '../route.js';

export const unpricedModels = route({
  path: '/v1/unpriced-models',
  summary: 'Models whose calls have no cost, so that somebody may price them.',
  parameters: z.object({
    ...period,
    agent_id: id.describe('Calls by this agent alone.'),
    environment: id.describe('Calls in this environment alone.'),
    limit: limit(1000, 100),
  }),
  isPrivate: false,
  answer: async (asked, { reader, tenant, now, signal }) => {
    const question = {
      tenant,
      period: periodOf(asked, now),
      agentId: asked.agent_id,
      environment: asked.environment,
      limit: asked.limit + 1,
    };
    const found = await findUnpricedModels(reader, question, signal);
    return {
      data: found.slice(0, asked.limit),
      pagination: { cursor: null, has_more: found.length > asked.limit },
    };
  },
});
