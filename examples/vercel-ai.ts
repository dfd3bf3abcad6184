// An agent of the Vercel AI SDK with a tool. Run it beside `npm run demo` or `npm start`:
//   HIVE_API_KEY=… OPENAI_API_KEY=… npx tsx --conditions=@hiveboard/source examples/vercel-ai.ts
// OPENAI_BASE_URL asks any other server that speaks OpenAI's API.
import { openai } from '@ai-sdk/openai';
import { init } from '@hiveboard/sdk';
import { hiveMiddleware, hiveTools } from '@hiveboard/sdk/ai';
import { generateText, stepCountIs, tool, wrapLanguageModel } from 'ai';
import { z } from 'zod';

const hive = init();
const agent = hive.agent('lead-qualifier', { type: 'sales', framework: 'vercel-ai' });

const model = wrapLanguageModel({ model: openai.chat('gpt-4.1-mini'), middleware: hiveMiddleware({ agent }) });
const tools = hiveTools(
  {
    search_crm: tool({
      description: 'Looks a company up in the CRM',
      inputSchema: z.object({ company: z.string() }),
      execute: ({ company }) => `${company}: 40 employees, asked for a quote`,
    }),
  },
  { agent },
);

const { text } = await agent.task('lead-4821', { project: 'sales' }, () =>
  agent.track('qualify_lead', () =>
    generateText({
      model,
      tools,
      stopWhen: stepCountIs(5),
      prompt: 'Is Acme a good lead? Look it up, then answer in a sentence.',
    }),
  ),
);
console.log(text);
await hive.shutdown();
