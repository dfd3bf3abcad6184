import { z } from 'zod';
import { AGENT_SORTS, AGENT_STATUSES } from '@hiveboard/sdk/contract';
import { findAgents } from '../../query/agents.js';
import { cursorOf, placeOf } from '../cursor.js';
import { pageOf } from '../page.js';
import { anyOf, cursor, id, limit, text } from '../params.js';
import { route } from '../route.js';

export const agents = route({
  path: '/v1/agents',
  summary: 'The fleet: every agent and how it stands, those first that need attention.',
  parameters: z.object({
    environment: id.describe('Agents of this environment alone.'),
    group: id.describe('Agents of this group alone.'),
    project: id.describe(
      'Agents that have a run of this project under way, or of which one was heard of in the last two hours.',
    ),
    status: anyOf(AGENT_STATUSES).describe('Agents that stand so: any of these, with commas between.'),
    q: text.describe('Words in the name of the agent, in upper or lower case.'),
    sort: z
      .enum(AGENT_SORTS)
      .default('attention')
      .describe(
        'Which come first. Who reads page by page meets each agent once by `name`: by the others, agents move.',
      ),
    limit: limit(5000, 1000),
    cursor,
  }),
  isPrivate: false,
  answer: async (asked, { reader, tenant, signal }) => {
    const place = placeOf(asked.cursor);
    const found = await findAgents(
      reader,
      {
        tenant,
        agentId: '',
        environment: asked.environment,
        group: asked.group,
        project: asked.project,
        statuses: asked.status,
        text: asked.q,
        sort: asked.sort,
        limit: asked.limit + 1,
        after: place === null ? null : { key: place.at, agentId: place.id },
      },
      signal,
    );
    const { data, pagination } = pageOf(found.agents, asked.limit, ({ place: { key, agentId } }) =>
      cursorOf({ at: key, id: agentId }),
    );
    return { data: data.map(({ agent }) => agent), pagination, counts: found.counts };
  },
});
