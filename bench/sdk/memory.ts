import { init } from '@hiveboard/sdk';
import { bareCall, bareTask, bareTracer } from './bare.js';

/** Who holds the tasks open. */
export type Holder = 'ours' | 'bare';

/** What open tasks take. */
export interface MemoryResult {
  readonly tasks: number;
  /** Of the heap, after collecting garbage. */
  readonly bytesPerTask: number;
}

const used = (): number => {
  if (globalThis.gc === undefined) throw new Error('needs --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

/** Holds tasks open, each with two model calls, and looks at the heap once their news has left. */
export async function measureMemory(options: {
  readonly endpoint: string;
  readonly tasks: number;
  readonly holder: Holder;
}): Promise<MemoryResult> {
  const { endpoint, tasks, holder } = options;
  const held: unknown[] = [];
  const hive = init({ endpoint, flushIntervalMs: 600_000, maxQueueSize: 1_000_000 });
  const agent = hive.agent('bench', { heartbeatInterval: 0 });
  const tracer = bareTracer();
  await hive.flush();
  const before = used();
  for (let index = 0; index < tasks; index++) {
    const id = `task_${index}`;
    if (holder === 'bare') {
      const span = bareTask(tracer, id);
      bareCall(span, 0);
      bareCall(span, 1);
      held.push(span);
    } else {
      const task = agent.startTask(id, { project: 'sales', type: 'lead' });
      task.llmCall('a', { model: 'claude-sonnet-4-5', provider: 'anthropic', tokensIn: 1500, tokensOut: 200 });
      task.llmCall('b', { model: 'claude-sonnet-4-5', provider: 'anthropic', tokensIn: 1500, tokensOut: 200 });
      held.push(task);
    }
  }
  await hive.flush(60_000);
  const bytesPerTask = (used() - before) / held.length;
  await hive.shutdown();
  return { tasks, bytesPerTask };
}
