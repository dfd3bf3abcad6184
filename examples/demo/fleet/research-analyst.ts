import type { Task } from '@hiveboard/sdk';
import { forgive, Mishap } from '../world/mishap.js';
import { GPT_5, OPUS } from '../world/models.js';
import type { Stage } from '../world/stage.js';

const QUESTIONS = [
  'How will the EU battery passport change our suppliers?',
  'Which competitors entered the Nordic market this year?',
  'What do customers praise about rival onboarding?',
  'Is there demand for on-premise installs in banking?',
  'How did fuel prices move freight margins since spring?',
] as const;

const FIRST_PLAN = [
  'Clarify the question',
  'Search the web',
  'Read the sources',
  'Weigh the evidence',
  'Write the memo',
];
const NEW_PLAN = [
  'Clarify the question',
  'Search scientific sources',
  'Read the sources',
  'Interview notes from the CRM',
  'Weigh the evidence',
  'Write the memo',
];

/** Works on one hard question for minutes, with the most expensive model, and changes its mind on the way. */
export async function researchAnalyst(stage: Stage): Promise<never> {
  const { hive, random, work, rest, ask, number } = stage;
  let memos = 0;
  let topic = 'nothing yet';
  const agent = hive.agent('research-analyst', {
    type: 'research',
    version: '0.9.3',
    framework: 'langgraph',
    heartbeatInterval: 15,
    heartbeatPayload: () => ({ summary: `Researching: ${topic}`, data: { memos_written: memos } }),
  });

  const step = async (task: Task, stepIndex: number, question: string): Promise<void> => {
    task.planStep({ stepIndex, action: 'started' });
    const turns = random.whole(1, 3);
    let tokens = 0;
    for (let turn = 1; turn <= turns; turn += 1) {
      await task.track('read_source', async (action) => {
        await work(1_500, 6_000);
        action.setPayload({ url: `https://example.com/articles/${random.whole(1_000, 9_999)}`, turn });
      });
      const thought = await ask(turn === turns ? OPUS : GPT_5, {
        tokensIn: [6_000, 24_000],
        tokensOut: [350, 1_100],
        cached: turn > 1 ? 0.55 : 0,
        written: turn === 1 ? 0.4 : 0,
        prompt: `Question: ${question}\nSources so far: …\nWhat follows from them, and what is still open?`,
        response:
          'Three sources agree on the direction, but only one gives numbers. The open point is the time frame …',
        metadata: { turn_number: turn, context_window_size: 200_000 },
      });
      tokens += thought.tokensOut ?? 0;
      task.llmCall(turn === turns ? 'weigh_evidence' : 'read_and_note', thought);
    }
    task.planStep({ stepIndex, action: 'completed', turns, tokens });
  };

  const research = async (task: Task, question: string): Promise<void> => {
    let steps = FIRST_PLAN;
    task.plan(question, steps);
    await step(task, 0, question);
    let next = 1;
    if (random.chance(0.4)) {
      task.planStep({ stepIndex: 1, action: 'started' });
      await work(2_000, 5_000);
      task.planStep({ stepIndex: 1, action: 'failed', summary: 'The web repeats one press release' });
      task.event('reflection', {
        kind: 'reflection',
        summary: 'Change of plan: better sources are needed',
        decision: 'pivot',
        confidence: 0.7,
      });
      steps = NEW_PLAN;
      task.plan(question, steps, { revision: 1 });
      task.planStep({ stepIndex: 0, action: 'completed', summary: 'Done before the plan changed' });
      next = 1;
    }
    for (; next < steps.length; next += 1) {
      await step(task, next, question);
      if (random.chance(0.015)) {
        task.planStep({ stepIndex: next, action: 'failed' });
        throw new Mishap('ContextWindowExceededError', 'The sources exceed the window of 200,000 tokens');
      }
    }
    memos += 1;
    task.setPayload({ memo: `memo-${memos}.md`, words: random.whole(600, 1_800) });
  };

  for (;;) {
    const question = random.pick(QUESTIONS);
    topic = question;
    const options = { project: 'market-intelligence', type: 'research' };
    await agent.task(`research-${number()}`, options, (task) => research(task, question)).catch(forgive);
    topic = 'waiting for the next question';
    await rest(20_000);
  }
}
