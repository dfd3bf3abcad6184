/** Who calls models in the workload: `agent-0000` and on. Agents beyond these only live. */
export const CALLING_AGENTS = 200;
/** How far back calls, runs and events reach. */
export const DAYS = 30;
/** The tenant of a bridge without keys. */
export const TENANT = 'default';
/** The run that has as many events as a timeline is asked for. */
export const LONG_TASK = 'task-long';
export const LONG_RUN = 'run-long';

/** Models, who answers for them, billionths of a dollar a token in and out, and where a call's cost comes from. */
const MODELS = [
  ['claude-sonnet-5', 'anthropic', 3_000, 15_000, 'reported'],
  ['gpt-6-mini', 'openai', 400, 1_600, 'reported'],
  ['claude-haiku-5', 'anthropic', 1_000, 5_000, 'reported'],
  ['gemini-3-flash', 'google', 300, 2_500, 'list'],
  ['gpt-6', 'openai', 2_500, 10_000, 'reported'],
  ['mistral-large-3', 'mistral', 2_000, 6_000, 'list'],
  ['claude-opus-5', 'anthropic', 15_000, 75_000, 'reported'],
  ['gemini-3-pro', 'google', 2_000, 12_000, 'list'],
  ['deepseek-v4', 'deepseek', 270, 1_100, 'override'],
  ['llama-5-70b', 'together', 880, 880, 'override'],
  ['command-r3', 'cohere', 2_500, 10_000, 'reported'],
  ['in-house-1', 'self', 0, 0, 'unpriced'],
] as const;

/** The model that most calls ask. */
export const COMMON_MODEL = MODELS[0][0];

const strings = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(', ')}]`;
const one = (values: string, index: string): string => `${values}[1 + ${index}]`;

/** Some of few: the first ones are more common, as they are everywhere. */
const some = (count: number, salt: number): string =>
  `toUInt32(${count} * pow(cityHash64(number, ${salt}) / 18446744073709551616, 1.5))`;

const agentName = (index: string): string => `concat('agent-', leftPad(toString(${index}), 4, '0'))`;

/** What follows from who an agent is. */
const placeOf = (index: string): Readonly<Record<string, string>> => ({
  tenant: `'${TENANT}'`,
  agent_id: agentName(index),
  environment: one(strings(['production', 'staging', 'production']), `${index} % 3`),
  group_name: one(strings(['support', 'sales']), `${index} % 2`),
});
const workOf = (agent: string, run: string): Readonly<Record<string, string>> => ({
  ...placeOf(agent),
  project: one(strings(['leads', 'tickets', 'invoices', 'research', 'onboarding']), `${agent} % 5`),
  task_type: one(strings(['inbound', 'scheduled']), `${run} % 2`),
  task_id: `concat('task-', toString(${run}))`,
  task_run_id: `concat('run-', toString(${run}))`,
  trace_id: `lower(hex(sipHash128(${run})))`,
});

const insert = (table: string, columns: Readonly<Record<string, string>>, from: string): string =>
  `INSERT INTO hive.${table} (${Object.keys(columns).join(', ')}) SELECT ${Object.values(columns).join(', ')} ${from}`;
const numbers = 'FROM numbers({from:UInt64}, {count:UInt64})';
const moment = (milliseconds: string): string => `fromUnixTimestamp64Milli(toInt64(${milliseconds}), 'UTC')`;
const json = (fields: string): string => `toJSONString(map(${fields}))`;

/**
 * An agent does one run after the other, each for `slot` milliseconds from its own place in `start`: so it is known of
 * every moment which run of an agent it is in. Runs are numbered in the order in which they begin.
 */
const OFFSET = `intDiv(agent * {slot:UInt64}, ${CALLING_AGENTS})`;
const runAt = (at: string): string =>
  `intDiv(${at} - {start:UInt64} + ${OFFSET}, {slot:UInt64}) * ${CALLING_AGENTS} + agent AS run`;

/** What is said of a call, whose moment `at` and whose `agent` and `run` are known. */
const CALL = {
  event_id: 'dateTimeToUUIDv7(toDateTime(intDiv(at, 1000)))',
  ts: moment('at'),
  received_at: moment('at + 300'),
  dialect: `'hive'`,
  name: one(strings(['plan', 'score_lead', 'summarise', 'answer']), 'number % 4'),
  model: one(strings(MODELS.map(([model]) => model)), 'kind'),
  provider: one(strings(MODELS.map(([, provider]) => provider)), 'kind'),
  tokens_in: 'asked',
  tokens_out: 'answered',
  cache_read_tokens: 'if(number % 3 = 0, intDiv(asked, 2), NULL)',
  cost: `CAST(asked * ${one(`[${MODELS.map((row) => row[2]).join(', ')}]`, 'kind')} + answered * ${one(`[${MODELS.map((row) => row[3]).join(', ')}]`, 'kind')}, 'Decimal(18, 0)') * toDecimal64('0.000000001', 9)`,
  cost_source: one(strings(MODELS.map((row) => row[4])), 'kind'),
  duration_ms: '300 + cityHash64(number, 6) % 9000',
  error_message: `if(number % 97 = 0, 'overloaded_error', '')`,
} as const;
const callWith = (agent: string, at: string): string =>
  `WITH ${agent} AS agent, ${at} AS at, ${runAt('at')}, ${some(MODELS.length, 2)} AS kind,
    200 + cityHash64(number, 4) % 8000 AS asked, 20 + cityHash64(number, 5) % 1500 AS answered`;

const selected = (head: string, statement: string): string => statement.replace(' SELECT ', ` ${head} SELECT `);

/** Calls at random moments from `since` until `until`, by agents of whom some call more than others. */
export const CALLS_SQL = selected(
  callWith(some(CALLING_AGENTS, 1), '{since:UInt64} + cityHash64(number, 3) % ({until:UInt64} - {since:UInt64})'),
  insert('llm_call_log', { ...workOf('agent', 'run'), ...CALL }, numbers),
);

/** A run's beginning and its end, in milliseconds, by its number. */
const RUN = `WITH number AS run, number % ${CALLING_AGENTS} AS agent,
    {start:UInt64} + intDiv(number, ${CALLING_AGENTS}) * {slot:UInt64} - ${OFFSET} AS began,
    began + intDiv({slot:UInt64} * (20 + cityHash64(number, 7) % 75), 100) AS over,
    if(cityHash64(number, 8) % 20 = 0, 'failed', 'completed') AS outcome, over < {now:UInt64} AS is_over`;

/** Runs that have begun before `now`; those that are not over by then are open. */
export const RUNS_SQL = selected(
  RUN,
  insert(
    'task_registers',
    {
      ...workOf('agent', 'run'),
      started_at: moment('began'),
      ended: `if(is_over, (${moment('over')}, outcome, if(outcome = 'failed', 'TimeoutError: no answer', '')), (${moment('0')}, '', ''))`,
      last_received: moment('if(is_over, over, {now:UInt64})'),
    },
    `${numbers} WHERE began < {now:UInt64}`,
  ),
);

/** Four events of each run, as far as they come from `since` until `now`; one run in a hundred asks for an approval and gets it. */
export const RUN_EVENTS_SQL = selected(
  `${RUN}, number % 100 = 0 AS asks, began + intDiv((over - began) * (part - 1), 3) AS at`,
  insert(
    'events',
    {
      ...workOf('agent', 'run'),
      event_id: 'dateTimeToUUIDv7(toDateTime(intDiv(at, 1000)))',
      kind: `[ 'task_started', if(asks, 'approval_requested', 'action_completed'), if(asks, 'approval_received', 'action_completed'), concat('task_', outcome)][part]`,
      ts: moment('at'),
      received_at: moment('at + 300'),
      severity: `'info'`,
      summary: `'search_crm'`,
      data: json(`'name', 'search_crm', 'approver', 'dora'`),
    },
    `${numbers} ARRAY JOIN [1, 2, 3, 4] AS part WHERE at >= {since:UInt64} AND at < {now:UInt64}`,
  ),
);

const LONG = `WITH 1 AS agent, {start:UInt64} + 3 * 86400000 + number * 2000 AS at, 0 AS run`;
const asLong = { task_id: `'${LONG_TASK}'`, task_run_id: `'${LONG_RUN}'` };

/** One long run, its events, and a call every fifth of them. */
export const LONG_RUN_SQL: readonly string[] = [
  selected(
    LONG,
    insert(
      'task_registers',
      { ...workOf('agent', 'run'), ...asLong, started_at: moment('at'), last_received: moment('at') },
      numbers,
    ),
  ),
  selected(
    LONG,
    insert(
      'events',
      {
        ...workOf('agent', 'run'),
        ...asLong,
        event_id: 'dateTimeToUUIDv7(toDateTime(intDiv(at, 1000)))',
        kind: one(strings(['action_completed', 'llm_call', 'action_completed', 'custom', 'retry']), 'number % 5'),
        ts: moment('at'),
        received_at: moment('at + 300'),
        action_id: 'lower(hex(cityHash64(number)))',
        parent_action_id: "if(number % 10 = 0, '', lower(hex(cityHash64(number - number % 10))))",
        duration_ms: '1500',
        severity: `'info'`,
        summary: `concat('step ', toString(number))`,
        data: json(`'name', concat('step ', toString(number))`),
      },
      numbers,
    ),
  ),
  selected(
    callWith('1', '{start:UInt64} + 3 * 86400000 + number * 2000'),
    insert('llm_call_log', { ...workOf('agent', 'run'), ...asLong, ...CALL }, `${numbers} WHERE number % 5 = 1`),
  ),
];

const BEAT = `WITH number % {agents:UInt64} AS agent, {now:UInt64} - intDiv(number, {agents:UInt64}) * 60000 - agent AS at`;
const AT = moment('at');

/** How many runs wait for somebody's yes: in a fleet of a thousand, some always do. */
const WAITING = 40;

/** What agents are known to be, and an hour of heartbeats, one a minute; with the last, what waits for them and for people. */
export const LIFE_SQL: readonly string[] = [
  selected(
    BEAT,
    insert(
      'agent_registers',
      {
        tenant: `'${TENANT}'`,
        agent_id: agentName('agent'),
        first_seen: moment('{start:UInt64}'),
        last_received: AT,
        last_event: AT,
        last_heartbeat: AT,
        heartbeat_summary: `(${AT}, 'all is well')`,
        type: `(${AT}, 'worker')`,
        environment: `(${AT}, ${placeOf('agent')['environment'] ?? ''})`,
        group_name: `(${AT}, ${placeOf('agent')['group_name'] ?? ''})`,
        stuck_threshold_seconds: `(${AT}, 300)`,
      },
      numbers,
    ),
  ),
  selected(
    BEAT,
    insert(
      'events',
      {
        ...placeOf('agent'),
        event_id: 'dateTimeToUUIDv7(toDateTime(intDiv(at, 1000)))',
        kind: `if(number < {agents:UInt64}, 'queue_snapshot', 'heartbeat')`,
        ts: AT,
        received_at: AT,
        severity: `'info'`,
        data: `'{"depth":3,"oldest_age_seconds":12}'`,
      },
      numbers,
    ),
  ),
  selected(
    `WITH number * ${CALLING_AGENTS / WAITING} AS agent, {now:UInt64} - 600000 - number AS at, ${runAt('{now:UInt64}')}`,
    insert(
      'events',
      {
        ...workOf('agent', 'run'),
        event_id: 'dateTimeToUUIDv7(toDateTime(intDiv(at, 1000)))',
        kind: `'approval_requested'`,
        ts: AT,
        received_at: AT,
        severity: `'warn'`,
        data: json(`'approver', 'dora', 'reason', 'discount'`),
      },
      `${numbers} WHERE number < ${WAITING}`,
    ),
  ),
];
