import { z } from 'zod';
import { findFleetPipeline } from '../../query/fleet-pipeline.js';
import { id, limit } from '../params.js';
import { route } from '../route.js';

export const pipeline = route({
  path: '/v1/pipeline',
  summary: 'What waits across the fleet: agents with a queue, issues, to-dos, schedules or approvals, the worst first.',
  parameters: z.object({
    environment: id.describe('Agents of this environment alone.'),
    group: id.describe('Agents of this group alone.'),
    limit: limit(5000, 1000),
  }),
  isPrivate: false,
  answer: ({ environment, group, limit: most }, { reader, tenant, signal }) =>
    findFleetPipeline(reader, { tenant, environment, group, limit: most }, signal),
});
