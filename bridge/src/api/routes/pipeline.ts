import { z } from 'zod';
import { PIPELINE_SORTS } from '@hiveboard/sdk/contract';
import { findFleetPipeline } from '../../query/fleet-pipeline.js';
import { cursorOf, numbersIn, placeOf } from '../cursor.js';
import { pageOf } from '../page.js';
import { cursor, id, limit } from '../params.js';
import { route } from '../route.js';

export const pipeline = route({
  path: '/v1/pipeline',
  summary: 'What waits across the fleet: agents with a queue, issues, to-dos, schedules or approvals, the worst first.',
  parameters: z.object({
    environment: id.describe('Agents of this environment alone.'),
    group: id.describe('Agents of this group alone.'),
    sort: z
      .enum(PIPELINE_SORTS)
      .default('attention')
      .describe(
        'Which come first. Who reads page by page meets each agent once by `name`: by attention, agents move when more or less waits.',
      ),
    limit: limit(5000, 1000),
    cursor,
  }),
  isPrivate: false,
  answer: async (asked, { reader, tenant, signal }) => {
    const place = placeOf(asked.cursor);
    const { agents, totals } = await findFleetPipeline(
      reader,
      {
        tenant,
        environment: asked.environment,
        group: asked.group,
        sort: asked.sort,
        limit: asked.limit + 1,
        after: place === null ? null : { key: numbersIn(place), agentId: place.id },
      },
      signal,
    );
    const { data, pagination } = pageOf(agents, asked.limit, ({ place: { key, agentId } }) =>
      cursorOf({ at: 0, id: agentId, beside: key.join() }),
    );
    return { data: data.map(({ agent }) => agent), pagination, totals };
  },
});
