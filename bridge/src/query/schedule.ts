import type { AgentPipeline, ScheduleEntry } from '@hiveboard/sdk/contract';
import { textOrNull, type Reader } from './reader.js';

interface ItemRow {
  readonly id: string;
  readonly name: string;
  readonly next_run: string;
  readonly interval: string;
  readonly is_enabled: number;
  readonly last_status: string;
  readonly missed_runs: number;
  readonly missed_when_reported: number;
  readonly enabled_count: number;
  readonly all_missed_runs: number;
}

const OF_AGENT = 'WHERE tenant = {tenant:String} AND agent_id = {agentId:String}';
const REPORT_SQL = `SELECT last_updated FROM hive.schedules ${OF_AGENT}`;
const ITEMS_SQL = `
SELECT id, name, next_run, interval, is_enabled, last_status, missed_runs, missed_when_reported,
    countIf(is_enabled) OVER () AS enabled_count, sum(missed_runs) OVER () AS all_missed_runs
FROM hive.schedule_items ${OF_AGENT}
ORDER BY due_at ASC NULLS LAST, position
LIMIT 500`;

const entryOf = (row: ItemRow): ScheduleEntry => ({
  id: textOrNull(row.id),
  name: textOrNull(row.name),
  next_run: textOrNull(row.next_run),
  interval: textOrNull(row.interval),
  enabled: row.is_enabled === 1,
  last_status: textOrNull(row.last_status),
  missed_runs: row.missed_runs,
  missed_when_reported: row.missed_when_reported,
});

/** What an agent has scheduled, as it last said; null when it never did. */
export async function findSchedule(
  reader: Reader,
  bindings: { readonly tenant: string; readonly agentId: string },
  signal?: AbortSignal,
): Promise<AgentPipeline['scheduled']> {
  const [[report], items] = await Promise.all([
    reader.rows<{ readonly last_updated: string }>(REPORT_SQL, bindings, signal),
    reader.rows<ItemRow>(ITEMS_SQL, bindings, signal),
  ]);
  if (report === undefined) return null;
  return {
    last_updated: report.last_updated,
    enabled_count: items[0]?.enabled_count ?? 0,
    missed_runs: items[0]?.all_missed_runs ?? 0,
    items: items.map(entryOf),
  };
}
