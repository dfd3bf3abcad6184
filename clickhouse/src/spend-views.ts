import {
  OF_CALL,
  SOURCE_OF_CALL,
  SOURCES,
  SPEND_KEYS,
  SPEND_SOURCES,
  SPEND_SUMS,
  SUMS_BY_SOURCE,
  type Frame,
} from './spend.js';

/** Those of one tenant, or all where it is ''. */
const OF_TENANT_OR_ALL = `({tenant:String} = '' OR tenant = {tenant:String})`;

/** Of one tenant or all: the view works out the bounds, and asks on the way what is behind. */
const VIEW_HEAD = `WITH
    -- No call is of a time outside these: where times of whole seconds end, nothing may wrap around.
    least(greatest({since:Int64}, 0), 4102444800000) AS since_ms,
    least(greatest({until:Int64}, 0), 4102444800000) AS until_ms,
    fromUnixTimestamp64Milli(since_ms, 'UTC') AS since,
    fromUnixTimestamp64Milli(until_ms, 'UTC') AS until,
    -- Where whole hours begin and end, and whole days; nowhere, when they are coarser than the steps asked for.
    toDateTime(intDiv(since_ms + 3599999, 3600000) * 3600, 'UTC') AS first_hour,
    if({step:UInt32} % 3600 = 0, toDateTime(intDiv(until_ms, 3600000) * 3600, 'UTC'), first_hour) AS end_hour,
    toDateTime(intDiv(since_ms + 86399999, 86400000) * 86400, 'UTC') AS first_day,
    if({step:UInt32} % 86400 = 0, toDateTime(intDiv(until_ms, 86400000) * 86400, 'UTC'), first_day) AS end_day,
    -- Asked once, so that every hour is read in one place and no other. Behind a function, since IN would ask again.
    arrayDistinct((
        SELECT groupArrayArray(arrayMap(place -> (CAST(tenant, 'String'), place.1), dirty_hours)) FROM hive.rollup_states
        WHERE day >= toDate(first_hour) AND day <= toDate(end_hour) AND ${OF_TENANT_OR_ALL}
    )) AS dirty,
    arrayDistinct(arrayConcat(
        arrayMap(place -> (place.1, toDate(place.2)), dirty),
        (
            SELECT groupArray((CAST(tenant, 'String'), day)) FROM hive.rollup_states
            WHERE is_behind AND day >= toDate(first_day) AND day < toDate(end_day) AND ${OF_TENANT_OR_ALL}
        )
    )) AS dirty_day`;
const VIEW_FRAME: Frame = {
  ofTenant: OF_TENANT_OR_ALL,
  since: 'since',
  until: 'until',
  sinceHour: 'toStartOfHour(since)',
  untilHour: 'toStartOfHour(until)',
  firstHour: 'first_hour',
  endHour: 'end_hour',
  firstDay: 'first_day',
  endDay: 'end_day',
  isStaleHour: (hour) => `has(dirty, (CAST(tenant, 'String'), ${hour}))`,
  isStaleDay: (day) => `has(dirty_day, (CAST(tenant, 'String'), ${day}))`,
  isIndexed: (hour) => `(CAST(tenant, 'String'), ${hour}) IN dirty`,
};

/** The views that say the same as `spendSql`, by their files. */
export const SPEND_VIEWS: Readonly<Record<string, string>> = {
  '11_call_spend.sql': `-- What each call adds to every sum over calls. The rollups and the exact answers are sums of these same columns.
CREATE OR REPLACE VIEW hive.call_spend AS
SELECT
    tenant,
    ts,
    ${SPEND_KEYS.join(',\n    ')},
    -- Too many to be kept by, in the rollups.
    task_id,
    task_run_id,
    plan_step,
    attempt,
    ${SPEND_SUMS.map((name) => `${OF_CALL[name]} AS ${name}`).join(',\n    ')},
    ${SUMS_BY_SOURCE.map((name) => `${SOURCE_OF_CALL[name]} AS ${name}`).join(',\n    ')}
FROM hive.llm_call_log AS call FINAL;
`,
  '16_spend.sql': `-- What calls from \`since\` until (without) \`until\`, in epoch milliseconds, come to, of one tenant or of all (''). Exact at
-- every moment: whole days and hours come out of rollups, unless calls arrived since those were made; these hours, and
-- the ends of the period, come out of the calls. \`ts\` is when a row's call, hour or day began; it tells apart steps of
-- \`step\` seconds that are multiples of each other.
CREATE OR REPLACE VIEW hive.spend AS
${VIEW_HEAD}
SELECT *
FROM
(
    ${SPEND_SOURCES.map((source) => `SELECT tenant, ${SOURCES[source]([...SPEND_KEYS, ...SPEND_SUMS, ...SUMS_BY_SOURCE], VIEW_FRAME)}`).join('\n    UNION ALL\n    ')}
);
`,
};
