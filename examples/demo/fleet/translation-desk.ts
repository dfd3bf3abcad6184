import { forgive, Mishap } from '../world/mishap.js';
import { GPT_41_MINI, MISTRAL_SMALL } from '../world/models.js';
import type { Stage } from '../world/stage.js';

const LANGUAGES = ['German', 'French', 'Polish', 'Spanish', 'Swedish'] as const;

/** Translates product texts. It reports tokens but no cost, so the bridge prices its calls: an estimate. */
export async function translationDesk({ hive, random, rest, ask, number }: Stage): Promise<never> {
  let words = 0;
  const agent = hive.agent('translation-desk', {
    type: 'localisation',
    version: '1.0.4',
    heartbeatInterval: 25,
    heartbeatPayload: () => ({ summary: `${words.toLocaleString('en-US')} words translated`, data: { words } }),
  });
  for (;;) {
    const language = random.pick(LANGUAGES);
    const options = { project: 'localisation', type: 'translation' };
    const job = agent.task(`text-${number()}`, options, async (task) => {
      for (const name of ['translate', 'proofread'] as const) {
        const call = await ask(name === 'translate' ? MISTRAL_SMALL : GPT_41_MINI, {
          tokensIn: [500, 2_200],
          tokensOut: [450, 1_900],
          prompt: `${name === 'translate' ? 'Translate into' : 'Proofread the'} ${language}: "Keeps cold for 48 hours."`,
          response: 'Hält 48 Stunden kühl.',
        });
        task.llmCall(name, call);
        words += Math.round((call.tokensOut ?? 0) * 0.7);
      }
      if (random.chance(0.02)) throw new Mishap('GlossaryError', `The ${language} glossary has two words for "cooler"`);
    });
    await job.catch(forgive);
    await rest(16_000);
  }
}
