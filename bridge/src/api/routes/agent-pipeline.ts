import { z } from 'zod';
import { HttpError } from '../../errors.js';
import { findPipeline } from '../../query/pipeline.js';
import { route } from '../route.js';

export const agentPipeline = route({
  path: '/v1/agents/{id}/pipeline',
  summary: 'What waits inside an agent: its queue, to-dos, schedules and issues.',
  parameters: z.object({}),
  isPrivate: false,
  answer: async (_asked, { reader, tenant, path, signal }) => {
    const found = await findPipeline(reader, { tenant, agentId: path['id'] ?? '' }, signal);
    if (found === undefined) throw new HttpError('agent_not_found');
    return found;
  },
});
