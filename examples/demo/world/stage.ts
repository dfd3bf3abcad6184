import type { Agent, AgentOptions, Hive, LlmCallOptions } from '@hiveboard/sdk';
import { answerOf, type Model, type Question } from './models.js';
import { createRandom, type Random } from './random.js';
import { busyness } from './rhythm.js';
import type { SimulatedTime } from './simulated-time.js';

/** What an agent of the demo lives on: a connection to HiveBoard, and a world to act in. */
export interface Stage {
  readonly hive: Pick<Hive, 'agent'>;
  readonly random: Random;
  /** Epoch milliseconds of the story. */
  readonly now: () => number;
  /** Milliseconds since somebody watches; negative in the history before. */
  readonly sinceLive: () => number;
  /** Works for so many milliseconds. */
  readonly work: (fewest: number, most: number) => Promise<void>;
  /** Waits about so many milliseconds for something to do: longer at night. */
  readonly rest: (ms: number) => Promise<void>;
  /** Asks a language model and waits for its answer. */
  readonly ask: (model: Model, question: Question) => Promise<LlmCallOptions>;
  /** A number for the next ticket, invoice or lead: counts up, across restarts of the demo too. */
  readonly number: () => number;
  /** Lives a second life beside the first. */
  readonly meanwhile: (life: () => Promise<never>) => void;
}

/** The life of an agent, which only the end of the demo ends. */
export type Life = (stage: Stage) => Promise<never>;

/** What all stages share. */
export interface World {
  readonly hive: Pick<Hive, 'agent'>;
  readonly time: SimulatedTime;
  /** When simulated time is to become real, epoch milliseconds. */
  readonly liveAt: number;
  /** Hears of errors that are no part of the story. */
  readonly onDefect: (error: unknown) => void;
}

const HOUR = 3_600_000;
const OLD_BEAT_MS = 5 * 60_000;
const RECENT_BEAT_MS = 30_000;
const LONGEST_SLICE_MS = 15 * 60_000;
const NUMBER_EVERY_MS = 10_000;

/** Sets the stage for one agent. Its luck depends on its name and the hour of the start alone. */
export function createStage({ hive, time, liveAt, onDefect }: World, name: string): Stage {
  const { now, sleep } = time;
  const random = createRandom(`${name} ${Math.floor(now() / 60_000)}`);
  // Each agent counts from elsewhere, as systems that know nothing of each other do.
  const firstNumber = createRandom(name).whole(0, 900_000);
  let lastNumber = 0;

  const meanwhile = (life: () => Promise<never>): void => {
    life().catch(onDefect);
  };
  /** History needs its heartbeats too; in live time the SDK's own timer beats. */
  const beatThroughHistory = async (agent: Agent): Promise<void> => {
    while (!time.isLive) {
      agent.heartbeat();
      await sleep(now() < liveAt - HOUR ? OLD_BEAT_MS : RECENT_BEAT_MS);
    }
  };
  return {
    hive: {
      agent: (id: string, options: AgentOptions = {}) => {
        const agent = hive.agent(id, options);
        // After the caller has set what its heartbeat's providers read.
        if (options.heartbeatInterval !== 0) sleep(0).then(() => beatThroughHistory(agent), onDefect);
        return agent;
      },
    },
    random,
    now,
    sinceLive: () => now() - liveAt,
    work: (fewest, most) => sleep(random.between(fewest, most)),
    rest: async (ms) => {
      // In slices: whoever falls asleep at night wakes as the day begins.
      for (let left = ms * random.between(0.5, 1.5); left > 0;) {
        const pace = busyness(now(), liveAt);
        const slice = Math.min(left / pace, LONGEST_SLICE_MS);
        await sleep(slice);
        left -= slice * pace;
      }
    },
    ask: async (model, question) => {
      const answer = answerOf(model, question, random);
      await sleep(answer.durationMs);
      return answer;
    },
    number: () => {
      lastNumber = Math.max(lastNumber + 1, firstNumber + (Math.floor(now() / NUMBER_EVERY_MS) % 1_000_000));
      return lastNumber;
    },
    meanwhile,
  };
}
