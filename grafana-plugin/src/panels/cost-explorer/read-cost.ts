import type { LlmCallPage } from '@hiveboard/sdk/contract';
import { groupBy } from '../../data/group-by.js';
import { readLlmCallPage, spendOfCall } from '../../data/frames/llm-calls.js';
import { readSpend } from '../../data/frames/metrics.js';
import { NO_SPEND, sumOfSpend } from '../../data/frames/spend.js';
import type { SpendByGroup } from '../../data/spend-by-group.js';
import type { ReadableFrame, Reading } from '../../data/table.js';

/** What the cost explorer shows. */
export interface CostViews {
  readonly byModel: SpendByGroup;
  readonly byAgent: SpendByGroup;
  readonly calls: LlmCallPage;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const NO_CALLS: LlmCallPage = { data: [], pagination: { cursor: null, has_more: false }, totals: NO_SPEND };

/**
 * Cost from a dashboard's frames. Calls alone are enough: groups are then summed up from them. So is either grouping
 * alone, with the other one empty.
 */
export function readCost(frames: readonly ReadableFrame[], range: Range): Reading<CostViews> {
  const calls = readLlmCallPage(frames);
  const byModel = readSpend(frames, 'model', range);
  const byAgent = readSpend(frames, 'agent_id', range);
  if (!calls.ok && !byModel.ok && !byAgent.ok) return calls;
  const page = calls.ok ? calls.view : NO_CALLS;
  const summedUp = (group: 'model' | 'agent_id'): SpendByGroup => metricsOfCalls(page, group, range);
  return {
    ok: true,
    view: {
      byModel: byModel.ok ? byModel.view : summedUp('model'),
      byAgent: byAgent.ok ? byAgent.view : summedUp('agent_id'),
      calls: page,
    },
  };
}

function metricsOfCalls({ data, totals }: LlmCallPage, group: 'model' | 'agent_id', range: Range): SpendByGroup {
  const groups = [...groupBy(data, (call) => call[group])].map(([name, calls]) => ({
    group: name,
    ...sumOfSpend(calls.map(spendOfCall)),
    input_cost: null,
    output_cost: null,
  }));
  return {
    group_by: group,
    since: new Date(range.from).toISOString(),
    until: new Date(range.to).toISOString(),
    interval_seconds: 0,
    summary: totals,
    groups: groups.sort((a, b) => b.cost + b.estimated_cost - a.cost - a.estimated_cost),
    timeseries: [],
  };
}
