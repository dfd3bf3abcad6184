import { z } from 'zod';
import { CALL_GROUPS } from '@hiveboard/sdk/contract';
import { findCostTimeseries } from '../../query/cost-timeseries.js';
import { callFilterOf, callFilterParameters } from '../metric-parameters.js';
import { interval, intervalSecondsOf, period, periodOf } from '../params.js';
import { route } from '../route.js';

export const costTimeseries = route({
  path: '/v1/cost/timeseries',
  summary: 'What calls cost over time, in buckets without gaps, in all and split by a group.',
  parameters: z.object({
    ...period,
    interval,
    split_by: z.enum(CALL_GROUPS).optional().describe('What each bucket is split by; default by nothing.'),
    ...callFilterParameters,
  }),
  isPrivate: false,
  answer: (asked, { reader, tenant, now, signal }) => {
    const within = periodOf(asked, now);
    return findCostTimeseries(
      reader,
      {
        tenant,
        period: within,
        splitBy: asked.split_by ?? null,
        filter: callFilterOf(asked),
        intervalSeconds: intervalSecondsOf(asked.interval, within),
      },
      signal,
    );
  },
});
