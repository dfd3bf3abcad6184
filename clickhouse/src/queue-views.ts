import { where, type Whose } from './whose.js';

/** The columns of `hive.queues` beside whose it is, out of the last report. Some are made of those before them. */
const QUEUE_COLUMNS = {
  last_updated: 'ts',
  report_age_seconds: `greatest(dateDiff('millisecond', ts, now64(3, 'UTC')), 0) / 1000`,
  depth: `JSONExtractUInt(data, 'depth')`,
  told_age: `JSONExtract(data, 'oldest_age_seconds', 'Nullable(Float64)')`,
  oldest_age_seconds: 'if(told_age >= 0, told_age, NULL)',
  items: `JSONExtractRaw(data, 'items')`,
  processing: `JSONExtractRaw(data, 'processing')`,
  oldest_since: `multiIf(
        depth = 0, NULL,
        oldest_age_seconds IS NOT NULL, ts - toIntervalMillisecond(toInt64(least(oldest_age_seconds, 1e9) * 1000)),
        arrayReduce('min', arrayMap(
            item -> parseDateTime64BestEffortOrNull(JSONExtractString(item, 'queued_at'), 3, 'UTC'),
            JSONExtractArrayRaw(data, 'items')
        ))
    )`,
  oldest_age_now_seconds: `if(oldest_since IS NULL, NULL, greatest(dateDiff('millisecond', oldest_since, now64(3, 'UTC')), 0) / 1000)`,
} as const;
/** A column of `hive.queues`, beside whose it is. */
export type QueueColumn = keyof typeof QUEUE_COLUMNS;

const isQueueColumn = (name: string): name is QueueColumn => Object.hasOwn(QUEUE_COLUMNS, name);
const ALL_QUEUE_COLUMNS: readonly QueueColumn[] = Object.keys(QUEUE_COLUMNS).filter(isQueueColumn);

/** What waits for agents: the one definition, of which the view `hive.queues` is made. Columns that are not asked for cost, too. */
export const queuesSql = (columns: readonly QueueColumn[], { ofTenant, ofAgent }: Whose): string => `SELECT
    tenant,
    agent_id,
    ${columns.map((name) => `${QUEUE_COLUMNS[name]} AS ${name}`).join(',\n    ')}
FROM hive.agent_reports FINAL${where(ofTenant, ofAgent, "kind = 'queue_snapshot'")}`;

/** The view that says so, by its file. */
export const QUEUE_VIEWS: Readonly<Record<string, string>> = {
  '23_queues.sql': `-- What waits for each agent, as it last said, and how old that is by now. Items are JSON: '' where the agent sent none, which
-- says nothing about how many wait. The oldest waits since when the agent said; else as long as the oldest of what it sent.
CREATE OR REPLACE VIEW hive.queues AS
${queuesSql(ALL_QUEUE_COLUMNS, {})};
`,
};
