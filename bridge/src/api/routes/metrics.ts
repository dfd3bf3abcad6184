import { z } from 'zod';
import { METRICS, METRIC_GROUPS } from '@hiveboard/sdk/contract';
import { findMetrics } from '../../query/metrics.js';
import { id, period, periodOf } from '../params.js';
import { route } from '../route.js';

export const metrics = route({
  path: '/v1/metrics',
  summary: 'Sums over a period: in all, by group and over time.',
  parameters: z.object({
    ...period,
    metric: z.enum(METRICS).default('cost').describe('What decides the order of groups.'),
    group_by: z.enum(METRIC_GROUPS).optional().describe('What sums are told apart by; default by nothing.'),
    agent_id: id.describe('Calls by this agent alone.'),
    model: id.describe('Calls to this model alone.'),
    environment: id.describe('Calls in this environment alone.'),
  }),
  isPrivate: false,
  answer: (asked, { reader, tenant, now, signal }) =>
    findMetrics(
      reader,
      {
        tenant,
        period: periodOf(asked, now),
        metric: asked.metric,
        groupBy: asked.group_by ?? null,
        agentId: asked.agent_id,
        model: asked.model,
        environment: asked.environment,
      },
      signal,
    ),
});
