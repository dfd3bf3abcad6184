import { init, type Agent, type Hive, type Task } from '@hiveboard/sdk';
import type { Span } from '@opentelemetry/api';
import { takeTurns, type DuelSamples } from '../stopwatch.js';
import { bareCall, bareEnd, bareHeartbeat, bareTask, bareTracer } from './bare.js';

/** How much of it. */
export interface CostOptions {
  readonly endpoint: string;
  readonly rounds: number;
  /** Tasks of a round; with ten events each where there are events. */
  readonly tasks: number;
}

/** One call as both make it, timed in turns. */
export interface CostResult {
  readonly what: string;
  readonly samples: DuelSamples;
}

const EVENTS = 10;
const TURNS = Array.from({ length: EVENTS }, (_, turn) => turn);
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `task_${index}`);

const call = (task: Task, turn: number): void => {
  task.llmCall('score_lead', {
    model: 'claude-sonnet-4-5',
    provider: 'anthropic',
    tokensIn: 1500 + turn,
    tokensOut: 200,
    cost: 0.008,
    durationMs: 812,
  });
};
const start = (agent: Agent, id: string): Task => agent.startTask(id, { project: 'sales', type: 'lead' });

/** What the agent's own code waits for; sending is not part of it, and happens between rounds. */
export async function measureCost({ endpoint, rounds, tasks }: CostOptions): Promise<readonly CostResult[]> {
  const hive: Hive = init({ endpoint, flushIntervalMs: 600_000, maxQueueSize: 1_000_000 });
  const agent = hive.agent('bench', { heartbeatInterval: 0 });
  const tracer = bareTracer();
  const names = ids(tasks);
  const between = (): Promise<void> => hive.flush();
  let open: { readonly ours: readonly Task[]; readonly bare: readonly Span[] } = { ours: [], bare: [] };

  const calls = await takeTurns({
    spans: tasks * EVENTS,
    rounds,
    before: async () => {
      for (const task of open.ours) task.complete();
      await between();
      open = { ours: names.map((id) => start(agent, id)), bare: names.map((id) => bareTask(tracer, id)) };
    },
    contenders: {
      ours: () => {
        for (const task of open.ours) for (const turn of TURNS) call(task, turn);
      },
      baseline: () => {
        for (const span of open.bare) for (const turn of TURNS) bareCall(span, turn);
      },
    },
  });
  const whole = await takeTurns({
    spans: tasks,
    rounds,
    before: between,
    contenders: {
      ours: () => {
        for (const id of names) {
          const task = start(agent, id);
          for (const turn of TURNS) call(task, turn);
          task.complete();
        }
      },
      baseline: () => {
        for (const id of names) {
          const span = bareTask(tracer, id);
          for (const turn of TURNS) bareCall(span, turn);
          bareEnd(span);
        }
      },
    },
  });
  const beats = await takeTurns({
    spans: tasks,
    rounds,
    before: between,
    contenders: {
      ours: () => {
        for (let beat = 0; beat < tasks; beat++) agent.heartbeat({ summary: 'working' });
      },
      baseline: () => {
        for (let beat = 0; beat < tasks; beat++) bareHeartbeat(tracer);
      },
    },
  });
  await hive.shutdown();
  return [
    { what: 'llmCall', samples: calls },
    { what: `task with ${EVENTS} events`, samples: whole },
    { what: 'heartbeat', samples: beats },
  ];
}
