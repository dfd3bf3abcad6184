import { z } from 'zod';
import { APPROVAL_SORTS, APPROVAL_STATUSES } from '@hiveboard/sdk/contract';
import { findApprovals } from '../../query/approvals.js';
import { cursorOf, placeOf } from '../cursor.js';
import { pageOf } from '../page.js';
import { anyOf, cursor, id, limit, period, periodOf } from '../params.js';
import { route } from '../route.js';

const PENDING = ['pending'] as const;

export const approvals = route({
  path: '/v1/approvals',
  summary: 'What people are asked for across the fleet: by default all that waits, since when and for whom.',
  parameters: z.object({
    ...period,
    status: anyOf(APPROVAL_STATUSES).describe(
      'Requests that stand so: any of these, with commas between; default pending. The period is when decided and abandoned ones were closed; what is pending is told whenever it began.',
    ),
    agent_id: id.describe('Requests by this agent alone.'),
    task_id: id.describe('Requests of this task alone.'),
    approver: id.describe('Requests to this person or role alone.'),
    project: id.describe('Requests for this project alone.'),
    environment: id.describe('Requests in this environment alone.'),
    group: id.describe('Requests by agents of this group alone.'),
    sort: z.enum(APPROVAL_SORTS).default('oldest').describe('Which come first, by when they were made.'),
    limit: limit(200, 50),
    cursor,
  }),
  isPrivate: false,
  answer: async (asked, { reader, tenant, now, signal }) => {
    const place = placeOf(asked.cursor);
    const found = await findApprovals(
      reader,
      {
        tenant,
        period: periodOf(asked, now),
        statuses: asked.status.length === 0 ? PENDING : asked.status,
        agentId: asked.agent_id,
        taskId: asked.task_id,
        approver: asked.approver,
        project: asked.project,
        environment: asked.environment,
        group: asked.group,
        sort: asked.sort,
        limit: asked.limit + 1,
        after: place === null ? null : { at: place.at, requestId: place.id },
      },
      signal,
    );
    const page = pageOf(found.approvals, asked.limit, ({ since, request_id }) =>
      cursorOf({ at: Date.parse(since), id: request_id }),
    );
    return { ...page, totals: found.totals };
  },
});
