/** Which runs of a tenant are meant, and where they lie in time, as SQL. */
export interface RunsMeant {
  /** A list of the ids of runs. */
  readonly runs: string;
  /** A list of hours, of which none means all; absent where it is always none. */
  readonly hours?: string;
}

/** As views take them by their parameters, and statements by their bindings. */
export const RUNS_BOUND: RunsMeant = { runs: '{runs:Array(String)}', hours: "{hours:Array(DateTime('UTC'))}" };

/** The moments between which they lie, in epoch milliseconds. */
export const SINCE = "fromUnixTimestamp64Milli({since:Int64}, 'UTC')";
export const UNTIL = "fromUnixTimestamp64Milli({until:Int64}, 'UTC')";

/** That rows are of these runs; and that they are of their time. */
export const ofRuns = ({ runs }: RunsMeant): string => `tenant = {tenant:String} AND task_run_id IN ${runs}`;
export const during = ({ hours }: RunsMeant): string =>
  [`ts >= ${SINCE} AND ts <= ${UNTIL}`]
    .concat(hours === undefined ? [] : `(empty(${hours}) OR toStartOfHour(ts) IN ${hours})`)
    .join('\n    AND ');

/** Lines that stand deeper in another text. */
export const inside = (sql: string, depth: number): string => sql.replaceAll('\n', `\n${'    '.repeat(depth)}`);
