import { z } from 'zod';
import { METRICS } from '@hiveboard/sdk/contract';
import { findMetrics } from '../../query/metrics.js';
import { filterOf, filterParameters, groupsOf } from '../metric-parameters.js';
import { interval, intervalSecondsOf, limit, period, periodOf } from '../params.js';
import { route } from '../route.js';

export const metrics = route({
  path: '/v1/metrics',
  summary: 'What was spent on calls, how tasks went, or how many events there were: in all, by group and over time.',
  parameters: z.object({
    ...period,
    metric: z.enum(METRICS).default('cost').describe('What is measured, and what the greatest groups have most of.'),
    group_by: z
      .string()
      .max(64)
      .default('')
      .describe(
        'What is told apart, one name or two with a comma between. Cost, tokens and calls: model, provider, agent_id, ' +
          'task_type, project, environment, group, plan_step, cost_source. Tasks and duration: agent_id, task_type, project, ' +
          'environment, group. Events: these, kind, severity. Default: nothing. agent is the same as agent_id.',
      ),
    interval,
    compare: z.enum(['previous']).optional().describe('Tells of the period before too, which is as long.'),
    limit: limit(500, 500).describe('How many groups at most; what all others come to is told as one.'),
    ...filterParameters,
  }),
  isPrivate: false,
  answer: (asked, { reader, tenant, now, signal }) => {
    const { metric } = asked;
    const during = periodOf(asked, now);
    return findMetrics(
      reader,
      {
        tenant,
        period: during,
        metric,
        groups: groupsOf(asked.group_by, metric),
        filter: filterOf(asked, metric),
        limit: asked.limit,
        intervalSeconds: intervalSecondsOf(asked.interval, during),
        isCompared: asked.compare === 'previous',
      },
      signal,
    );
  },
});
