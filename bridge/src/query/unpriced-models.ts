import type { UnpricedModel } from '@hiveboard/sdk/contract';
import type { Period } from './period.js';
import { textOrNull, type Reader } from './reader.js';

/** Which unpriced calls. */
export interface UnpricedQuestion {
  readonly tenant: string;
  readonly period: Period;
  /** Empty means any. */
  readonly agentId: string;
  /** Empty means any. */
  readonly environment: string;
  readonly limit: number;
}

interface UnpricedRow {
  readonly model: string;
  readonly provider: string;
  readonly calls: number;
  readonly sum_tokens_in: number;
  readonly sum_tokens_out: number;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly example_event_id: string;
  readonly example_agent_id: string;
  readonly example_task_id: string;
}

const SQL = `
SELECT model, provider, count() AS calls, sum(ifNull(tokens_in, 0)) AS sum_tokens_in, sum(ifNull(tokens_out, 0)) AS sum_tokens_out,
    min(ts) AS first_seen, max(ts) AS last_seen,
    argMax((toString(event_id), toString(agent_id), task_id), (ts, event_id)) AS newest,
    newest.1 AS example_event_id, newest.2 AS example_agent_id, newest.3 AS example_task_id
FROM hive.calls
WHERE tenant = {tenant:String}
    AND ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
    AND is_unpriced
    AND ({agentId:String} = '' OR agent_id = {agentId:String})
    AND ({environment:String} = '' OR environment = {environment:String})
GROUP BY model, provider
ORDER BY calls DESC, model, provider
LIMIT {limit:UInt32}`;

/** Models whose calls have no price, those with most calls first. */
export async function findUnpricedModels(
  reader: Reader,
  { period, ...question }: UnpricedQuestion,
  signal?: AbortSignal,
): Promise<readonly UnpricedModel[]> {
  const rows = await reader.rows<UnpricedRow>(SQL, { ...question, ...period }, signal);
  return rows.map((row) => ({
    model: row.model,
    provider: textOrNull(row.provider),
    calls: row.calls,
    tokens_in: row.sum_tokens_in,
    tokens_out: row.sum_tokens_out,
    first_seen: row.first_seen,
    last_seen: row.last_seen,
    example: {
      event_id: row.example_event_id,
      agent_id: row.example_agent_id,
      task_id: textOrNull(row.example_task_id),
    },
  }));
}
