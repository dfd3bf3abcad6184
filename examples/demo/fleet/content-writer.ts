import type { Task } from '@hiveboard/sdk';
import { forgive, Mishap } from '../world/mishap.js';
import { GEMINI_FLASH, GEMINI_PRO, GPT_5, SONNET } from '../world/models.js';
import type { Stage } from '../world/stage.js';

const BRIEFS = [
  'Five signs that your warehouse needs a second look',
  'What our customers learned in their first month',
  'A field guide to cold-chain sensors',
  'Why forecasts fail in November',
] as const;
const STEPS = ['Outline', 'Draft', 'Edit', 'Pictures', 'Publish'] as const;

/** Writes long articles with several models and a large, mostly cached style guide: few tasks, many tokens. */
export async function contentWriter(stage: Stage): Promise<never> {
  const { hive, random, work, rest, ask, number } = stage;
  let published = 0;
  let title = '';
  const agent = hive.agent('content-writer', {
    type: 'marketing',
    version: '4.1.0',
    framework: 'vercel-ai',
    heartbeatInterval: 16,
    heartbeatPayload: () => ({
      summary: title === '' ? `${published} articles published` : `Writing “${title}”`,
      data: { published },
    }),
  });

  const streamed = { stream: true, time_to_first_token_ms: 640, temperature: 0.7 };
  const write = async (task: Task, brief: string): Promise<void> => {
    task.plan(`Article: ${brief}`, STEPS);
    const begin = (stepIndex: number): void => {
      task.planStep({ stepIndex, action: 'started' });
    };
    const end = (stepIndex: number, tokens?: number): void => {
      task.planStep({ stepIndex, action: 'completed', turns: 1, tokens });
    };

    begin(0);
    const outline = await ask(GPT_5, {
      tokensIn: [2_000, 4_000],
      tokensOut: [500, 900],
      prompt: `Outline an article: "${brief}". Six sections, one idea each.`,
      response:
        '1. The quiet symptom\n2. What it costs\n3. How to see it\n4. A case\n5. What to do\n6. When to call us',
    });
    task.llmCall('outline', outline);
    end(0, outline.tokensOut);

    begin(1);
    for (let section = 1; section <= 3; section += 1) {
      const draft = await ask(SONNET, {
        tokensIn: [24_000, 31_000],
        tokensOut: [700, 1_500],
        cached: section === 1 ? 0 : 0.85,
        written: section === 1 ? 0.85 : 0,
        prompt: `Style guide: … (22,000 tokens)\nWrite part ${section} of "${brief}".`,
        response: 'Most warehouses do not fail loudly. They slow down by a pallet a day, until a customer notices …',
        metadata: { ...streamed, section, caller: 'draft_section' },
      });
      task.llmCall('draft_section', draft);
      if (random.chance(0.025)) throw new Mishap('ContentFilterError', 'The provider refused part of the draft');
    }
    end(1);

    begin(2);
    const edited = await ask(GEMINI_PRO, {
      tokensIn: [5_000, 9_000],
      tokensOut: [900, 2_000],
      prompt: 'Edit for rhythm and facts. Keep the voice.',
      response: 'Edited draft with 14 changes. Two facts need a source.',
      metadata: streamed,
    });
    task.llmCall('edit', edited);
    end(2, edited.tokensOut);

    begin(3);
    await task.track('make_pictures', async (action) => {
      await work(3_000, 9_000);
      task.llmCall('describe_pictures', await ask(GEMINI_FLASH, { tokensIn: [800, 1_400], tokensOut: [60, 140] }));
      action.setPayload({ pictures: random.whole(1, 4) });
    });
    end(3);

    begin(4);
    await task.track('publish_to_cms', () => work(800, 2_400));
    end(4);
    published += 1;
  };

  for (;;) {
    const brief = random.pick(BRIEFS);
    title = brief;
    const options = { project: 'website', type: 'article', correlationId: 'campaign-autumn' };
    await agent.task(`article-${number()}`, options, (task) => write(task, brief)).catch(forgive);
    title = '';
    await rest(30_000);
  }
}
