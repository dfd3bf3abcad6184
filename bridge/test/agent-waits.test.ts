import { startTestDatabase, type TestDatabase } from '../../clickhouse/test/engine.js';
import { findAgents, type AgentsQuestion } from '../src/query/agents.js';
import { createReader, type Bindings, type Reader } from '../src/query/reader.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(async () => {
  await database.stop();
});

const insert = (sql: string): Promise<unknown> => database.writer.command({ query: `INSERT INTO ${sql}` });

/** An agent that was just heard of, with a run under way. */
async function works(tenant: string): Promise<void> {
  await insert(`hive.agent_registers (tenant, agent_id, first_seen, last_received)
    SELECT '${tenant}', 'worker', now64(3), now64(3)`);
  await insert(`hive.task_registers (tenant, task_id, task_run_id, agent_id, started_at, last_received)
    SELECT '${tenant}', 'task', 'run', 'worker', now64(3), now64(3)`);
}
const ends = (tenant: string): Promise<unknown> =>
  insert(`hive.task_registers (tenant, task_id, task_run_id, agent_id, started_at, ended, last_received)
    SELECT '${tenant}', 'task', 'run', 'worker', now64(3), (now64(3), 'completed', ''), now64(3)`);
const person = (tenant: string, kind: string, run = 'run'): Promise<unknown> =>
  insert(`hive.human_log (tenant, agent_id, task_id, task_run_id, ts, event_id, received_at, kind, person)
    SELECT '${tenant}', 'worker', if('${run}' = '', '', 'task'), '${run}', now64(3), generateUUIDv4(), now64(3), '${kind}', 'ann'`);

/** What a reader asks: how people's requests stand, who waits, and the fleet; before the first of these, something may happen. */
function watched(first: { happens: () => Promise<unknown> }) {
  const reader = createReader(database.reader);
  const asked: string[] = [];
  const fleets: Promise<unknown>[] = [];
  const asking: Reader = {
    rows: async <Row>(sql: string, bindings: Bindings, signal?: AbortSignal) => {
      if (sql.includes('human_log')) {
        asked.push('standing');
        await first.happens();
      }
      const answer = reader.rows<Row>(sql, bindings, signal);
      if (sql.includes('hive.agent_waits')) asked.push('waits');
      if (sql.includes('QUALIFY')) {
        asked.push('fleet');
        fleets.push(answer);
      }
      return answer;
    },
  };
  return { asking, asked, fleets };
}
const nothing = (): Promise<void> => Promise.resolve();

async function fleet(reader: Reader, tenant: string): Promise<unknown> {
  const question: AgentsQuestion = {
    tenant,
    agentId: '',
    environment: '',
    group: '',
    project: '',
    text: '',
    statuses: [],
    sort: 'name',
    limit: 10,
    after: null,
  };
  const { agents } = await findAgents(reader, question);
  return agents.map(({ agent }) => [agent.derived_status, agent.waiting?.count ?? 0]);
}

test('a fleet is asked at the same time as whom it waits for, which is worked out once while nobody says anything', async () => {
  const { asking, asked } = watched({ happens: nothing });
  await works('calm');
  await person('calm', 'approval_requested');
  expect(await fleet(asking, 'calm')).toEqual([['waiting', 1]]);
  expect(await fleet(asking, 'calm')).toEqual([['waiting', 1]]);
  expect(await fleet(asking, 'calm')).toEqual([['waiting', 1]]);
  expect(asked.slice(0, 3)).toEqual(['standing', 'waits', 'fleet']);
  expect(asked.slice(3).toSorted()).toEqual(['fleet', 'fleet', 'standing', 'standing']);
});

test('each answer knows what people were asked and answered before it, and which runs are over', async () => {
  const { asking } = watched({ happens: nothing });
  await works('busy');
  expect(await fleet(asking, 'busy')).toEqual([['processing', 0]]);
  await person('busy', 'approval_requested');
  expect(await fleet(asking, 'busy')).toEqual([['waiting', 1]]);
  await person('busy', 'approval_requested');
  expect(await fleet(asking, 'busy')).toEqual([['waiting', 2]]);
  await person('busy', 'approval_received');
  expect(await fleet(asking, 'busy')).toEqual([['waiting', 1]]);
  await person('busy', 'approval_requested', '');
  expect(await fleet(asking, 'busy')).toEqual([['waiting', 2]]);
  await ends('busy');
  expect(await fleet(asking, 'busy')).toEqual([['waiting', 1]]);
  await person('busy', 'approval_received', '');
  expect(await fleet(asking, 'busy')).toEqual([['idle', 0]]);
});

test('what somebody decides after the fleet was asked early is in the answer', async () => {
  const first = { happens: nothing };
  const { asking, asked, fleets } = watched(first);
  await works('hasty');
  await person('hasty', 'approval_requested');
  expect(await fleet(asking, 'hasty')).toEqual([['waiting', 1]]);
  // The early answer is the second.
  first.happens = async () => {
    expect(await fleets[1]).toMatchObject([{ status: 'waiting' }]);
    await person('hasty', 'approval_received');
  };
  expect(await fleet(asking, 'hasty')).toEqual([['processing', 0]]);
  expect(asked.slice(3).toSorted()).toEqual(['fleet', 'fleet', 'standing', 'waits']);
});

test('what somebody is asked while it is worked out who waits is in the next answer', async () => {
  const { asking } = watched({ happens: nothing });
  const between: Reader = {
    rows: async <Row>(sql: string, bindings: Bindings, signal?: AbortSignal) => {
      const rows = await asking.rows<Row>(sql, bindings, signal);
      if (sql.includes('hive.agent_waits')) await person('late', 'approval_requested');
      return rows;
    },
  };
  await works('late');
  expect(await fleet(between, 'late')).toEqual([['processing', 0]]);
  expect(await fleet(between, 'late')).toEqual([['waiting', 1]]);
  expect(await fleet(between, 'late')).toEqual([['waiting', 2]]);
});

test('more than can be bound to a statement wait and are decided as well', async () => {
  const { asking } = watched({ happens: nothing });
  await works('crowd');
  const persons = (kind: string, runs: number): Promise<unknown> =>
    insert(`hive.human_log (tenant, agent_id, task_id, task_run_id, ts, event_id, received_at, kind, person)
      SELECT 'crowd', 'worker', 'task', concat('run-', toString(number)), now64(3), generateUUIDv4(), now64(3), '${kind}', 'ann'
      FROM numbers(${runs})`);
  await persons('approval_requested', 10_000);
  expect(await fleet(asking, 'crowd')).toEqual([['waiting', 10_000]]);
  await persons('approval_received', 9_999);
  expect(await fleet(asking, 'crowd')).toEqual([['waiting', 1]]);
  await persons('approval_requested', 9_999);
  expect(await fleet(asking, 'crowd')).toEqual([['waiting', 10_000]]);
  expect(await fleet(asking, 'crowd')).toEqual([['waiting', 10_000]]);
});

test('nobody hears of whom another tenant waits for, nor waits for them', async () => {
  const { asking } = watched({ happens: nothing });
  for (const tenant of ['ours', 'theirs']) await works(tenant);
  await person('theirs', 'approval_requested');
  const inTurns = ['ours', 'theirs', 'ours', 'theirs'];
  const found: unknown[] = [];
  for (const tenant of inTurns) found.push(await fleet(asking, tenant));
  expect(found).toEqual([[['processing', 0]], [['waiting', 1]], [['processing', 0]], [['waiting', 1]]]);
});
