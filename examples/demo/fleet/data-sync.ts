import type { ScheduleOptions, Task } from '@hiveboard/sdk';
import { forgive, Mishap } from '../world/mishap.js';
import type { Stage } from '../world/stage.js';

interface Job {
  readonly id: string;
  readonly name: string;
  readonly interval: string;
  readonly everyMs: number;
  readonly failure: string;
}

const MINUTE = 60_000;
const JOBS: readonly Job[] = [
  {
    id: 'crm',
    name: 'CRM contacts to warehouse',
    interval: '3m',
    everyMs: 3 * MINUTE,
    failure: 'CRM token has expired',
  },
  {
    id: 'orders',
    name: 'Orders to warehouse',
    interval: '10m',
    everyMs: 10 * MINUTE,
    failure: 'column "discount" is missing',
  },
  { id: 'stock', name: 'Stock levels', interval: '15m', everyMs: 15 * MINUTE, failure: 'SFTP: connection reset' },
  { id: 'fx', name: 'Exchange rates', interval: '1h', everyMs: 60 * MINUTE, failure: 'ECB feed answered 502' },
];

/** Copies tables on a schedule. It uses no language model: an agent may be that plain. */
export async function dataSync(stage: Stage): Promise<never> {
  const { hive, random, work, now } = stage;
  const state = new Map(JOBS.map((job) => [job.id, { dueAt: now() + job.everyMs, last: 'success', isBroken: false }]));
  let rows = 0;
  const agent = hive.agent('data-sync', {
    type: 'operations',
    version: '5.7.0',
    heartbeatInterval: 20,
    heartbeatPayload: () => ({ summary: `${rows.toLocaleString('en-US')} rows copied`, data: { rows_copied: rows } }),
  });

  const schedule = (): ScheduleOptions => ({
    items: JOBS.map(({ id, name, interval }) => ({
      id,
      name,
      next_run: new Date(state.get(id)?.dueAt ?? now()).toISOString(),
      interval,
      enabled: true,
      last_status: state.get(id)?.last ?? null,
    })),
  });

  const copy = async (task: Task, job: Job): Promise<void> => {
    const read = await task.track('extract', async (action) => {
      await work(800, 5_000);
      const count = random.whole(200, 18_000);
      action.setPayload({ source: job.id, rows: count });
      return count;
    });
    await task.track('transform', async () => {
      await task.track('validate_schema', () => work(200, 900));
      if (random.chance(0.07)) throw new Mishap('SyncError', `${job.name}: ${job.failure}`);
      await task.track('map_columns', () => work(300, 1_500));
    });
    await task.track('load', () => work(1_000, 7_000));
    rows += read;
    task.setPayload({ rows: read });
  };

  /** What becomes of a job is remembered as a to-do and an issue until the next success. */
  const note = (job: Job, went: boolean): void => {
    const known = state.get(job.id);
    const isBroken = known?.isBroken ?? false;
    // A failed run is tried again soon.
    state.set(job.id, {
      dueAt: now() + (went ? job.everyMs : MINUTE),
      last: went ? 'success' : 'failure',
      isBroken: !went,
    });
    const issue = { issueId: `sync-${job.id}`, summary: `${job.name}: ${job.failure}` };
    const todo = { todoId: `rerun-${job.id}`, summary: `Run again: ${job.name}`, source: 'failed_action' };
    if (!went) {
      agent.reportIssue({
        ...issue,
        severity: job.id === 'orders' ? 'critical' : 'medium',
        category: 'data_quality',
        context: { job: job.id },
      });
      agent.todo({
        ...todo,
        action: 'created',
        priority: 'high',
        context: job.failure,
        dueBy: new Date(now() + job.everyMs).toISOString(),
      });
    } else if (isBroken) {
      agent.resolveIssue(issue);
      agent.todo({ ...todo, action: 'completed' });
    }
  };

  agent.scheduled(schedule());
  for (;;) {
    const due = JOBS.find(({ id }) => (state.get(id)?.dueAt ?? 0) <= now());
    if (due === undefined) {
      await work(5_000, 10_000);
      continue;
    }
    const minute = new Date(now()).toISOString().slice(0, 16);
    const options = { project: 'data-platform', type: 'sync', correlationId: `sync-${minute}` };
    const went = await agent
      .task(`sync-${due.id}-${minute}`, options, (task) => copy(task, due))
      .then(() => true, forgive);
    note(due, went);
    agent.scheduled(schedule());
    await work(went ? 2_000 : 15_000, went ? 5_000 : 25_000);
  }
}
