import { COST_SOURCES, type LlmCallPage, type LlmCallRecord, type Spend } from '@hiveboard/sdk/contract';
import {
  findFrame,
  rowsOf,
  tableOf,
  type Column,
  type ReadableFrame,
  type Reading,
  type Row,
  type Table,
} from '../table.js';
import { spendColumns, spendIn, sumOfSpend } from './spend.js';

/** The names of the frame of calls and of the frame that holds their totals over the whole filter. */
export const LLM_CALLS_FRAME = 'llm_calls';
const LLM_CALL_TOTALS_FRAME = 'llm_call_totals';

/** What a frame must have to be read as model calls. */
const LLM_CALL_COLUMNS_NEEDED = ['timestamp', 'agent_id', 'model', 'tokens_in', 'tokens_out', 'cost'] as const;

const columns: readonly Column<LlmCallRecord>[] = [
  { name: 'timestamp', type: 'time', of: (call) => call.timestamp },
  { name: 'agent_id', type: 'string', of: (call) => call.agent_id },
  { name: 'model', type: 'string', of: (call) => call.model },
  { name: 'name', type: 'string', of: (call) => call.name },
  { name: 'tokens_in', type: 'number', of: (call) => call.tokens_in },
  { name: 'tokens_out', type: 'number', of: (call) => call.tokens_out },
  { name: 'cost', type: 'number', unit: 'currencyUSD', of: (call) => call.cost },
  { name: 'cost_source', type: 'string', of: (call) => call.cost_source },
  { name: 'duration_ms', type: 'number', unit: 'ms', of: (call) => call.duration_ms },
  { name: 'task_id', type: 'string', of: (call) => call.task_id },
  { name: 'task_run_id', type: 'string', of: (call) => call.task_run_id },
  { name: 'action_id', type: 'string', of: (call) => call.action_id },
  { name: 'project_id', type: 'string', of: (call) => call.project_id },
  { name: 'group', type: 'string', of: (call) => call.group },
  { name: 'environment', type: 'string', of: (call) => call.environment },
  { name: 'provider', type: 'string', of: (call) => call.provider },
  { name: 'cache_read_tokens', type: 'number', of: (call) => call.cache_read_tokens },
  { name: 'cache_write_tokens', type: 'number', of: (call) => call.cache_write_tokens },
  { name: 'reasoning_tokens', type: 'number', of: (call) => call.reasoning_tokens },
  { name: 'plan_step', type: 'number', of: (call) => call.plan_step },
  { name: 'plan_revision', type: 'number', of: (call) => call.plan_revision },
  { name: 'attempt', type: 'number', of: (call) => call.attempt },
  { name: 'session_id', type: 'string', of: (call) => call.session_id },
  { name: 'user_id', type: 'string', of: (call) => call.user_id },
  { name: 'service_tier', type: 'string', of: (call) => call.service_tier },
  { name: 'error_message', type: 'string', of: (call) => call.error_message },
  { name: 'prompt_preview', type: 'string', of: (call) => call.prompt_preview },
  { name: 'response_preview', type: 'string', of: (call) => call.response_preview },
  { name: 'metadata', type: 'other', of: (call) => call.metadata },
  { name: 'event_id', type: 'string', of: (call) => call.event_id },
];

type Totals = Spend & { readonly cursor: string | null };
const totalColumns: readonly Column<Totals>[] = [
  ...spendColumns,
  { name: 'cursor', type: 'string', of: ({ cursor }) => cursor },
];

/** Calls as a table: one row each. */
export const llmCallsTable = (calls: readonly LlmCallRecord[]): Table => tableOf(LLM_CALLS_FRAME, columns, calls);

/** A page of calls, and the totals over the whole filter beside it. */
export const llmCallPageTables = ({ data, totals, pagination }: LlmCallPage): readonly Table[] => [
  llmCallsTable(data),
  tableOf(LLM_CALL_TOTALS_FRAME, totalColumns, [{ ...totals, cursor: pagination.cursor }]),
];

/** Calls from whichever frame has them. Without a frame of totals, the sums are those of the rows at hand. */
export function readLlmCallPage(frames: readonly ReadableFrame[]): Reading<LlmCallPage> {
  const found = findFrame(frames, LLM_CALLS_FRAME, LLM_CALL_COLUMNS_NEEDED);
  if (!found.ok) return found;
  const data = rowsOf(found.view).map(llmCallIn);
  const totalsFrame = frames.find(({ name }) => name === LLM_CALL_TOTALS_FRAME);
  const totals = totalsFrame === undefined ? undefined : rowsOf(totalsFrame)[0];
  const cursor = totals?.text('cursor') ?? null;
  return {
    ok: true,
    view: {
      data,
      totals: totals === undefined ? sumOfSpend(data.map(spendOfCall)) : spendIn(totals),
      pagination: { cursor, has_more: cursor !== null },
    },
  };
}

/** What one call adds to the sums. */
export function spendOfCall({ cost, cost_source: source, tokens_in: input, tokens_out: output }: LlmCallRecord): Spend {
  const reported = source === 'reported';
  return {
    calls: 1,
    unpriced_calls: cost === null ? 1 : 0,
    tokens_in: input ?? 0,
    tokens_out: output ?? 0,
    cost: reported ? (cost ?? 0) : 0,
    estimated_cost: reported ? 0 : (cost ?? 0),
  };
}

function llmCallIn(row: Row, index: number): LlmCallRecord {
  const cost = row.number('cost');
  const source = COST_SOURCES.find((known) => known === row.text('cost_source'));
  return {
    event_id: row.text('event_id') ?? `row-${index}`,
    timestamp: row.moment('timestamp') ?? new Date(0).toISOString(),
    agent_id: row.text('agent_id') ?? '',
    task_id: row.text('task_id'),
    task_run_id: row.text('task_run_id'),
    action_id: row.text('action_id'),
    project_id: row.text('project_id'),
    group: row.text('group') ?? '',
    environment: row.text('environment') ?? '',
    name: row.text('name') ?? '',
    model: row.text('model') ?? '',
    provider: row.text('provider'),
    tokens_in: row.number('tokens_in'),
    tokens_out: row.number('tokens_out'),
    cache_read_tokens: row.number('cache_read_tokens'),
    cache_write_tokens: row.number('cache_write_tokens'),
    reasoning_tokens: row.number('reasoning_tokens'),
    cost,
    cost_source: source ?? (cost === null ? 'unpriced' : 'reported'),
    duration_ms: row.number('duration_ms'),
    plan_step: row.number('plan_step'),
    plan_revision: row.number('plan_revision'),
    attempt: row.number('attempt'),
    session_id: row.text('session_id'),
    user_id: row.text('user_id'),
    service_tier: row.text('service_tier'),
    error_message: row.text('error_message'),
    prompt_preview: row.text('prompt_preview'),
    response_preview: row.text('response_preview'),
    metadata: row.object('metadata'),
  };
}
