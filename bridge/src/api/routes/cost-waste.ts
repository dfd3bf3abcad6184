import { z } from 'zod';
import { findCostWaste } from '../../query/cost-waste.js';
import { callFilterParameters, callFilterOf } from '../metric-parameters.js';
import { period, periodOf } from '../params.js';
import { route } from '../route.js';

export const costWaste = route({
  path: '/v1/cost/waste',
  summary: 'What was spent on tasks that failed and on trying again, beside all that was spent.',
  parameters: z.object({ ...period, ...callFilterParameters }),
  isPrivate: false,
  answer: (asked, { reader, tenant, now, signal }) =>
    findCostWaste(reader, { tenant, period: periodOf(asked, now), filter: callFilterOf(asked) }, signal),
});
