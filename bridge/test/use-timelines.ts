import type { TaskTimeline } from '@hiveboard/sdk/contract';
import { spansOf, type Run, type Step } from './run-story.js';
import { otlp, startTestBridge, type SentSpan, type TestBridge } from './test-bridge.js';

/** When stories begin, in epoch milliseconds: ten minutes ago. */
export const T0 = Math.floor(Date.now() / 1000) * 1000 - 600_000;
/** A moment of a story, as the API tells it. */
export const at = (ms: number): string => new Date(T0 + ms).toISOString();

/** The id of a step as spans have it. */
export const place = (id: string): string => id.padStart(16, '0');
type StepWords = readonly [id: string, name: string, from: number, to: number, inside?: string];
export const fails = (...[id, name, from, to, inside]: StepWords): Step => ({
  id: place(id),
  name,
  from,
  to,
  error: 'boom',
  ...(inside === undefined ? {} : { inside: place(inside) }),
});
export const works = (...step: StepWords): Step => {
  const { error: _none, ...rest } = fails(...step);
  return rest;
};

/** A story without its names: those are made up. */
export type Story = Omit<Run, 'task' | 'run' | 'start'>;

/** A bridge that is told stories and asked for their timelines. */
export interface Timelines {
  /** Sends spans, and answers the status. */
  readonly send: (spans: readonly SentSpan[]) => Promise<number>;
  /** The timeline of a task. */
  readonly ask: (task: string) => Promise<TaskTimeline>;
  /** Sends a run and asks for its timeline. */
  readonly timelineOf: (story: Story) => Promise<TaskTimeline>;
}

/** Starts one before the tests of a file and stops it after them. */
export function useTimelines(): Timelines {
  let hive: TestBridge;
  beforeAll(async () => {
    hive = await startTestBridge();
  });
  afterAll(async () => {
    await hive.stop();
  });
  let count = 0;
  const send = async (spans: readonly SentSpan[]): Promise<number> => (await hive.send(otlp(spans))).status;
  const ask = async (task: string): Promise<TaskTimeline> =>
    (await hive.ask<TaskTimeline>(`/v1/tasks/${task}/timeline`)).body;
  return {
    send,
    ask,
    timelineOf: async (story) => {
      const name = `t${++count}`;
      await send(spansOf({ task: name, run: `${name}-run`, start: T0, ...story }));
      return ask(name);
    },
  };
}
