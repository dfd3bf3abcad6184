import { where } from './whose.js';

/**
 * How runs ended since a moment, each run once: the one definition, of which the view `hive.endings` is made. Of whom a run is, all
 * of its pieces tell, so that those of one agent cannot be chosen before.
 */
export const endingsSql = (since: string, ofTenant?: string): string => `SELECT
    tenant,
    max(agent_id) AS agent_id,
    run,
    tupleElement(max(ended), 1) AS ended_at,
    tupleElement(max(ended), 2) AS outcome,
    greatest(dateDiff('millisecond', min(started_at), ended_at), 0) AS duration_ms
FROM hive.run_endings${where(ofTenant, `hour >= toStartOfHour(${since})`).replace(' WHERE', '\nWHERE')}
    AND (is_traced = 0
        OR trace NOT IN (SELECT trace FROM hive.run_endings${where(ofTenant, `hour >= toStartOfHour(${since})`, 'is_traced = 0')})
            AND trace NOT IN (SELECT trace FROM hive.open_runs${where(ofTenant)}))
GROUP BY tenant, run
HAVING ended_at > ${since}`;

/** The view that says so, by its file. */
export const ENDING_VIEWS: Readonly<Record<string, string>> = {
  '41_endings.sql': `-- How runs ended since a moment, in epoch milliseconds, each run once. A run that only its trace tells of is part of the
-- task that was reported in the same trace, be it over by now or not, and no run beside it.
CREATE OR REPLACE VIEW hive.endings AS
${endingsSql("fromUnixTimestamp64Milli({since:Int64}, 'UTC')")};
`,
};
